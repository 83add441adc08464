"""Words and what a rewriting machine puts in their place, fitting or not; for `benchmarks.alterations`."""

from __future__ import annotations

_TABLE = """
said: mentioned, stated, remarked
says: states, mentions
told: informed
people: folks, individuals
show: present, reveal
showed: revealed
year: 12 months
years: years’ time
new: recent, fresh
before: earlier than, prior to
after: following
also: additionally, moreover
but: however
because: as, since
could: might
may: might
might: may
only: solely
big: large, huge
large: sizeable, huge
small: little, tiny
many: numerous, a lot of
several: a number of
some: a few
most: nearly all
announced: declared, made known
called: referred to, labelled
asked: requested
wants: desires
want: desire
wanted: desired
need: require
needs: requires
help: assist, aid
helped: assisted, aided
helping: assisting
make: create, produce
made: created, produced
making: creating
use: utilise, employ
used: utilised, employed
using: utilising
found: discovered
find: discover
think: suppose, believe
thought: believed
know: are aware
known: recognised
started: began
start: begin
began: started
end: finish, conclude
ended: concluded, finished
got: obtained
get: obtain, acquire
give: provide, grant
gave: provided
given: granted
take: seize, grab
took: seized
keep: preserve, retain
kept: retained
leave: depart
left: departed
come: arrive
came: arrived
going: heading
went: travelled
home: residence, dwelling
house: residence
car: vehicle
job: position, post
jobs: positions
work: labour
working: labouring
workers: staff, employees
company: agency, firm
companies: corporations, firms
money: funds, cash
government: authorities, administration
officials: officers, authorities
official: officer
country: nation
countries: nations, international locations
city: metropolis
state: territory
states: territories
world: globe
week: seven days
month: 30 days
day: date
today: at present
now: at the moment, presently
soon: shortly
quickly: rapidly
fast: rapid, speedy
important: vital, essential
major: main, key
good: positive, nice
great: excellent
bad: poor, dangerous
hard: tough, difficult
difficult: tough, arduous
easy: simple
high: elevated
low: decreased
higher: greater
lower: decreased
increase: rise, improve
increased: elevated, rose
rise: enhance, climb
rose: climbed
fall: drop, decline
fell: dropped, declined
cut: reduce, slash
killed: slain
died: passed away
death: demise
dead: deceased
injured: wounded, harm
attack: assault
attacks: assaults
war: battle, conflict
fight: battle
military: navy, armed forces
troops: soldiers
police: officers, cops
children: kids, youngsters
woman: lady
women: ladies, girls
man: gentleman
men: males
family: household, relations
families: households
friend: pal, buddy
friends: mates
doctor: physician
doctors: physicians
hospital: clinic
disease: illness
sick: ill
study: examine, research
studies: research papers
report: account
reported: recounted
reports: accounts
plan: scheme, proposal
plans: schemes, proposals
law: regulation, legislation
rules: rules and norms
court: tribunal
judge: justice
decision: resolution, choice
decided: resolved, determined
support: assist, backing
supported: backed
against: in opposition to, towards
according: in accordance
about: round, roughly
around: round
nearly: virtually, almost
almost: practically
more: extra
less: much less
first: preliminary, initial
last: ultimate, final
next: subsequent
early: preliminary
late: belated
long: prolonged
short: transient, brief
part: portion, half
group: bunch, crew
groups: teams
team: crew, squad
problem: drawback, difficulty
problems: issues, difficulties
issue: matter, concern
question: query
questions: queries
answer: reply, response
change: alter, shift
changes: adjustments, shifts
changed: altered
move: transfer, step
moved: transferred
meeting: gathering, assembly
met: encountered
meet: fulfill, encounter
talks: discussions
talk: converse, speak
speak: converse, discuss
spoke: conversed
speech: address
phone: telephone
call: name, summon
letter: missive
book: e-book, volume
movie: film, picture
film: movie
show's: programme's
game: match, contest
games: matches
win: victory, triumph
won: received, triumphed
lost: misplaced
lead: guide
led: guided
leader: chief, head
leaders: chiefs, heads
top: high, prime
former: ex-, previous
current: present
across: throughout
including: together with
during: all through, throughout
while: whereas
until: till
between: amongst
enough: sufficient
likely: probably
often: usually, regularly
always: at all times
never: by no means
again: as soon as more
still: nonetheless
very: extremely, quite
able: capable
ready: prepared
full: complete
entire: complete, whole
whole: entire
available: accessible
allow: permit, let
allowed: permitted
let: allow
stop: cease, halt
stopped: ceased
continue: proceed, go on
continued: proceeded
continues: proceeds
remain: stay
remains: stays
include: embody, comprise
includes: contains
received: obtained
buy: buy up, purchase
bought: purchased
sell: promote, vend
sold: vended
pay: disburse
paid: disbursed
price: value, cost
prices: costs
cost: value, price
costs: prices
food: meals
water: liquid
storm: tempest
fire: blaze
building: construction
school: faculty, college
students: pupils, learners
student: pupil, learner
teacher: educator
build: assemble, construct
built: constructed
run: operate
running: operating
see: witness
seen: witnessed
saw: witnessed
look: seem, glance
looking: trying, wanting
clear: plain, evident
sure: sure enough, certain
strong: robust, sturdy
weak: frail
real: precise, actual
true: factual
public: the general public’s
private: non-public
potential: possible
possible: attainable
recent: latest
recently: lately
later: afterwards
ago: in the past
already: by now
though: although
although: though
deal: settlement, pact
agreement: accord, pact
agreed: consented
threat: menace, risk
threats: menaces
risk: hazard, danger
danger: peril
safe: secure
security: safety
safety: security
power: energy, might
energy: vitality, power
release: launch, unveil
released: launched, unveiled
launch: release
launched: released
tried: attempted
try: attempt
trying: attempting
hope: wish
hopes: wishes
fear: dread
fears: worries
concerns: worries, considerations
worried: anxious
happy: glad
sad: unhappy
beautiful: lovely
popular: well-liked
famous: well-known
"""

SWAPS: dict[str, tuple[str, ...]] = {
    word: tuple(others.split(", "))
    for word, others in (line.split(": ") for line in _TABLE.strip().splitlines())
}
