/* Kills the process that loads it at the n-th call that changes a file, some writes half done. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long calls, at = -1;
static int torn;

void killing_arm(long n, int half) { calls = 0; torn = half; at = n; }
long killing_calls(void) { return calls; }

static int due(void) { return atomic_fetch_add(&calls, 1) + 1 == at; }
static void die(void) { kill(getpid(), SIGKILL); for (;;) pause(); }
#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (!real) real = dlsym(RTLD_NEXT, name)

ssize_t write(int fd, const void *b, size_t n) {
    REAL(ssize_t, "write", int, const void *, size_t);
    if (due()) { if (torn) real(fd, b, n / 2); die(); }
    return real(fd, b, n);
}
ssize_t pwrite(int fd, const void *b, size_t n, off_t o) {
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
    if (due()) { if (torn) real(fd, b, n / 2, o); die(); }
    return real(fd, b, n, o);
}
ssize_t pwrite64(int fd, const void *b, size_t n, off64_t o) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    if (due()) { if (torn) real(fd, b, n / 2, o); die(); }
    return real(fd, b, n, o);
}
ssize_t writev(int fd, const struct iovec *v, int n) {
    REAL(ssize_t, "writev", int, const struct iovec *, int);
    if (due()) { if (torn) real(fd, v, n / 2 + (n > 0)); die(); }
    return real(fd, v, n);
}
int fsync(int fd) { REAL(int, "fsync", int); if (due()) die(); return real(fd); }
int fdatasync(int fd) { REAL(int, "fdatasync", int); if (due()) die(); return real(fd); }
int rename(const char *a, const char *b) { REAL(int, "rename", const char *, const char *); if (due()) die(); return real(a, b); }
int unlink(const char *a) { REAL(int, "unlink", const char *); if (due()) die(); return real(a); }
int unlinkat(int d, const char *a, int f) { REAL(int, "unlinkat", int, const char *, int); if (due()) die(); return real(d, a, f); }
int ftruncate(int fd, off_t n) { REAL(int, "ftruncate", int, off_t); if (due()) die(); return real(fd, n); }
int ftruncate64(int fd, off64_t n) { REAL(int, "ftruncate64", int, off64_t); if (due()) die(); return real(fd, n); }
