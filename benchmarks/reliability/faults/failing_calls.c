/* Makes calls to the system fail, and clocks go wrong, in the process that it is preloaded into.

   Only what touches files under one folder is counted and can fail:

   FAULTS_UNDER   the folder; nothing fails without it
   FAULTS_CALLS   of which kinds: w write, s bring to disk, c make, o open for writing,
                  r read, n rename or remove
   FAULTS_FIRST   number of the first of these calls that fails, counted from 1
   FAULTS_LAST    number of the last one; all from the first on where it is not given
   FAULTS_ERRNO   what they fail with; where it is 0 a write writes half and says so
   FAULTS_COUNTED a file into which the number of such calls is written at the end
   FAULTS_CLOCK   a file with two numbers: seconds by which the time of day, and the time since
                  the start of the machine, are ahead

   `faults_begin` reads all that anew and begins to count; `faults_end` writes the number down. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static char under[4096], kinds[16], counted_in[4096], clock_in[4096];
static size_t under_length;
static long first, last;
static int number;
static atomic_long calls;

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static void copy(char *to, size_t room, const char *name) {
    const char *value = getenv(name);
    snprintf(to, room, "%s", value ? value : "");
}

static long number_of(const char *name, long otherwise) {
    const char *value = getenv(name);
    return value && *value ? atol(value) : otherwise;
}

void faults_begin(void) {
    copy(kinds, sizeof kinds, "FAULTS_CALLS");
    copy(counted_in, sizeof counted_in, "FAULTS_COUNTED");
    copy(clock_in, sizeof clock_in, "FAULTS_CLOCK");
    first = number_of("FAULTS_FIRST", 0);
    last = number_of("FAULTS_LAST", 0);
    number = (int)number_of("FAULTS_ERRNO", EIO);
    atomic_store(&calls, 0);
    copy(under, sizeof under, "FAULTS_UNDER");
    under_length = strlen(under);
}

__attribute__((constructor)) static void begin(void) { faults_begin(); }

__attribute__((destructor)) void faults_end(void) {
    if (!*counted_in) return;
    FILE *file = fopen(counted_in, "w");
    if (file) {
        fprintf(file, "%ld\n", atomic_load(&calls));
        fclose(file);
    }
}

static int inside(const char *path) {
    return under_length && strncmp(path, under, under_length) == 0;
}

/* Whether this call is one of those that fail. */
static int fails(char kind) {
    if (!strchr(kinds, kind)) return 0;
    long call = atomic_fetch_add(&calls, 1) + 1;
    return first && call >= first && (!last || call <= last);
}

static int path_fails(const char *path, char kind) {
    if (!under_length || !path || !inside(path)) return 0;
    return fails(kind);
}

static int file_fails(int file, char kind) {
    if (!under_length || !strchr(kinds, kind)) return 0;
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = syscall(SYS_readlink, link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return inside(path) && fails(kind);
}

#define REFUSED(failure) do { errno = number; return failure; } while (0)

/* Opening and making */

static int opening_fails(int at, const char *path, int flags) {
    if (!under_length || !path || !inside(path)) return 0;
    if ((flags & O_CREAT) && syscall(SYS_faccessat, at, path, F_OK) != 0) return fails('c');
    return (flags & (O_WRONLY | O_RDWR)) && fails('o');
}

#define MODE \
    mode_t mode = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { \
        va_list rest; \
        va_start(rest, flags); \
        mode = va_arg(rest, mode_t); \
        va_end(rest); \
    }

int open(const char *path, int flags, ...) {
    MODE
    if (opening_fails(AT_FDCWD, path, flags)) REFUSED(-1);
    return REAL(open)(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    MODE
    if (opening_fails(AT_FDCWD, path, flags)) REFUSED(-1);
    return REAL(open64)(path, flags, mode);
}

int openat(int at, const char *path, int flags, ...) {
    MODE
    if (opening_fails(at, path, flags)) REFUSED(-1);
    return REAL(openat)(at, path, flags, mode);
}

int openat64(int at, const char *path, int flags, ...) {
    MODE
    if (opening_fails(at, path, flags)) REFUSED(-1);
    return REAL(openat64)(at, path, flags, mode);
}

int mkdir(const char *path, mode_t mode) {
    if (path_fails(path, 'c')) REFUSED(-1);
    return REAL(mkdir)(path, mode);
}

/* Writing */

ssize_t write(int file, const void *from, size_t size) {
    if (file_fails(file, 'w')) {
        if (number) REFUSED(-1);
        if (size > 1) size /= 2;
    }
    return REAL(write)(file, from, size);
}

ssize_t pwrite(int file, const void *from, size_t size, off_t at) {
    if (file_fails(file, 'w')) {
        if (number) REFUSED(-1);
        if (size > 1) size /= 2;
    }
    return REAL(pwrite)(file, from, size, at);
}

ssize_t pwrite64(int file, const void *from, size_t size, off64_t at) {
    if (file_fails(file, 'w')) {
        if (number) REFUSED(-1);
        if (size > 1) size /= 2;
    }
    return REAL(pwrite64)(file, from, size, at);
}

ssize_t writev(int file, const struct iovec *from, int many) {
    if (file_fails(file, 'w')) {
        if (number) REFUSED(-1);
        many = many > 1 ? 1 : many;
    }
    return REAL(writev)(file, from, many);
}

int ftruncate(int file, off_t size) {
    if (file_fails(file, 'w') && number) REFUSED(-1);
    return REAL(ftruncate)(file, size);
}

int ftruncate64(int file, off64_t size) {
    if (file_fails(file, 'w') && number) REFUSED(-1);
    return REAL(ftruncate64)(file, size);
}

int fallocate(int file, int mode, off_t at, off_t size) {
    if (file_fails(file, 'w') && number) REFUSED(-1);
    return REAL(fallocate)(file, mode, at, size);
}

ssize_t sendfile64(int to, int from, off64_t *at, size_t size) {
    ssize_t (*sent)(int, int, off64_t *, size_t) = real("sendfile64");
    if (file_fails(to, 'w') && number) REFUSED(-1);
    return sent(to, from, at, size);
}

ssize_t copy_file_range(int from, off64_t *at, int to, off64_t *put, size_t size, unsigned flags) {
    if (file_fails(to, 'w') && number) REFUSED(-1);
    return REAL(copy_file_range)(from, at, to, put, size, flags);
}

/* Bringing to disk */

int fsync(int file) {
    if (file_fails(file, 's')) REFUSED(-1);
    return REAL(fsync)(file);
}

int fdatasync(int file) {
    if (file_fails(file, 's')) REFUSED(-1);
    return REAL(fdatasync)(file);
}

/* Reading */

ssize_t read(int file, void *to, size_t size) {
    if (file_fails(file, 'r')) REFUSED(-1);
    return REAL(read)(file, to, size);
}

ssize_t pread(int file, void *to, size_t size, off_t at) {
    if (file_fails(file, 'r')) REFUSED(-1);
    return REAL(pread)(file, to, size, at);
}

ssize_t pread64(int file, void *to, size_t size, off64_t at) {
    if (file_fails(file, 'r')) REFUSED(-1);
    return REAL(pread64)(file, to, size, at);
}

/* Renaming and removing */

int rename(const char *from, const char *to) {
    if (path_fails(to, 'n')) REFUSED(-1);
    return REAL(rename)(from, to);
}

int renameat(int old, const char *from, int new, const char *to) {
    if (path_fails(to, 'n')) REFUSED(-1);
    return REAL(renameat)(old, from, new, to);
}

int unlink(const char *path) {
    if (path_fails(path, 'n')) REFUSED(-1);
    return REAL(unlink)(path);
}

int unlinkat(int at, const char *path, int flags) {
    if (path_fails(path, 'n')) REFUSED(-1);
    return REAL(unlinkat)(at, path, flags);
}

int rmdir(const char *path) {
    if (path_fails(path, 'n')) REFUSED(-1);
    return REAL(rmdir)(path);
}

/* Clocks */

static void ahead(double *day, double *start) {
    *day = *start = 0;
    if (!*clock_in) return;
    int file = (int)syscall(SYS_openat, AT_FDCWD, clock_in, O_RDONLY | O_CLOEXEC, 0);
    if (file < 0) return;
    char text[64];
    ssize_t length = syscall(SYS_read, file, text, sizeof text - 1);
    syscall(SYS_close, file);
    if (length <= 0) return;
    text[length] = 0;
    sscanf(text, "%lf %lf", day, start);
}

static void shift(struct timespec *time, double seconds) {
    time_t whole = (time_t)seconds;
    time->tv_sec += whole;
    time->tv_nsec += (long)((seconds - (double)whole) * 1e9);
    if (time->tv_nsec >= 1000000000L) {
        time->tv_nsec -= 1000000000L;
        time->tv_sec += 1;
    } else if (time->tv_nsec < 0) {
        time->tv_nsec += 1000000000L;
        time->tv_sec -= 1;
    }
}

int clock_gettime(clockid_t which, struct timespec *time) {
    int done = REAL(clock_gettime)(which, time);
    if (done || !*clock_in) return done;
    double day, start;
    ahead(&day, &start);
    if (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE) shift(time, day);
    else if (which != CLOCK_PROCESS_CPUTIME_ID && which != CLOCK_THREAD_CPUTIME_ID) shift(time, start);
    return done;
}

int gettimeofday(struct timeval *time, void *zone) {
    (void)zone;
    struct timespec now;
    int done = clock_gettime(CLOCK_REALTIME, &now);
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return done;
}

time_t time(time_t *at) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (at) *at = now.tv_sec;
    return now.tv_sec;
}
