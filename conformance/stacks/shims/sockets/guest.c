/*
 * The first process of a user-mode kernel whose time is virtual (time-travel=inf-cpu): its time passes only while all its processes
 * sleep. Between two commands we do not sleep, but wait in a read that the host answers: UML relays what a program does with
 * /dev/dsp to a file of the host, and stands still until the host has done it. So no time passes there, not a nanosecond.
 */
#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MS 1000000LL
#define TICK (20 * MS) /* a whole number of the kernel's, whether it has 50, 100, 250 or 1000 a second */
#define COUNTING_MS 50 /* half of what the kernel lets pass between two counts of its orphans */
#define COUNTS 6       /* so often it is woken for that after a command */
#define SELDOM_MS 4000 /* and so seldom at other times */
/* The steps of the kernel's timers are up to an eighth of their length; and its count of orphans is that of all namespaces. */
#define SYSTEM " late_percent=13 lone=tcp_max_orphans"
#define MOST_KERNEL_PIDS 200
#define RECKONED 16    /* so often in a row, at most */
#define ANOTHER 10     /* how a life ends when the next shall begin */
/*
 * Every life begins at a multiple of this: the kernel's timers have steps of up to 16.384 s (4096 ticks of 4 ms) below seventeen
 * minutes, and some of its clocks count whole seconds, so that in each life the same things happen at the same times. What the life
 * before left behind is gone by then.
 */
#define LIFE (2048000 * MS)

static int in, out;
static int orphans = -1; /* the kernel's limit, opened in the namespace that has it */
static char usual_orphans[32];
static int counting, nudge[2];
static long long begin;  /* when this life began, in nanoseconds */
static long long stands; /* where the kernel's time stands */
static unsigned reckoned; /* how often that was reckoned and not read */
static long long passed; /* milliseconds that the kit has let pass since */

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void sleep_until(long long when) {
  struct timespec t = {when / 1000000000, when % 1000000000};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR) {}
}

/* Waits for an octet with a timer for which the kernel wakes, and then does what it had put off. Returns what recv() does. */
static ssize_t doze(int fd, long ms) {
  struct timeval pause = {ms / 1000, ms % 1000 * 1000};
  char octet;
  if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &pause, sizeof pause)) die("cannot wait on a socket");
  return recv(fd, &octet, 1, 0);
}

/*
 * The kernel counts its orphans ten times a second, but does not wake for that when it is idle, which it is here nearly always. So
 * somebody waits for what never comes: for a while after each command often, and else seldom.
 */
static void keep_counting(void) {
  if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, nudge)) die("cannot open a pair of sockets");
  if (syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0) != 0) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (int left = 0;;) {
    ssize_t nudged = doze(nudge[0], left > 0 ? COUNTING_MS : SELDOM_MS);
    if (nudged < 0 && errno != EAGAIN) _exit(0);
    left = nudged > 0 ? COUNTS : left > 0 ? left - 1 : 0;
  }
}

/*
 * After a long rest the kernel sets the next count by a wheel that turns in steps as long as an eighth of that rest. Each of these rests
 * is longer than the step after the one before, so that in the end it counts on time; for the kit no time has passed.
 */
static void count_on_time(void) {
  static const long rests[] = {4, 140000, 20000, 3000, 400, 100};
  for (size_t i = 0; i < sizeof rests / sizeof *rests; i++) doze(nudge[1], rests[i]);
  begin = (now() / TICK + 1) * TICK;
  sleep_until(begin);
  time_passed = 1;
}

static int write_orphans(const char *value) {
  return pwrite(orphans, value, strlen(value), 0) < 0 ? errno : 0;
}

static int set_orphans(const char *value) {
  if (!counting) {
    keep_counting();
    if (passed == 0) count_on_time();
  }
  counting = 1;
  return write_orphans(value);
}

/* After each command; tells whether the kernel may have done something because of this. */
static int settle(void) {
  if (counting && write(nudge[1], "", 1) < 0) die("cannot have the orphans counted");
  return counting;
}

/* Waits for something to tell, at most so long; returns how much is left of that. The kernel itself says so, and no clock is read. */
static long long wait_for_news(int tun, long long most) {
  static struct pollfd polls[MOST_SOCKETS + 2];
  struct timespec left = {most / 1000000000, most % 1000000000};
  polls[0] = (struct pollfd){tun, POLLIN, 0};
  int count = 1 + pending_polls(polls + 1, MOST_SOCKETS + 1);
  if (syscall(SYS_ppoll, polls, count, &left, NULL, 0) == 0) return 0;
  tell();
  return left.tv_sec * 1000000000LL + left.tv_nsec;
}

/*
 * Lets time pass until the kit's milliseconds are over, or up to the first in which something is said. Each begins half a millisecond
 * early, since whatever reads the clock, the kernel too, takes some nanoseconds, and what it does on time must not seem late. For
 * the same reason our own reckoning is put right now and then.
 */
static void advance(int tun, unsigned long ms) {
  long long target = begin + (passed + (long long)ms) * MS + MS / 2, before = passed;
  if (reckoned++ % RECKONED == 0 || time_passed) stands = now();
  time_passed = 0;
  while (!any_said() && stands < target) stands = target - wait_for_news(tun, target - stands);
  passed += (long long)ms;
  if (any_said()) {
    long long at = (stands - begin + MS / 2) / MS;
    passed = at < before ? before : at < passed ? at : passed;
  }
  answer("ok %lld\n", passed - before);
}

/* ---- the system ---- */

static void make_device(const char *path, unsigned major, unsigned minor) {
  if (mknod(path, S_IFCHR | 0600, makedev(major, minor))) die(path);
}

static int open_relay(int flags, const char *host_file) {
  int parameter = open("/sys/module/hostaudio/parameters/dsp", O_WRONLY);
  if (parameter < 0 || write(parameter, host_file, strlen(host_file)) < 0) die("the kernel has no relay to the host");
  close(parameter);
  return open("/dev/dsp", flags | O_CLOEXEC);
}

/* Into memory, so that no path leads through the host's files any more. */
static void make_root(void) {
  if (mount("ramfs", "/dev", "ramfs", 0, NULL) || chroot("/dev") || chdir("/") || mkdir("/dev", 0700) ||
      mkdir("/dev/net", 0700) || mkdir("/proc", 0700) || mkdir("/sys", 0700) || mount("proc", "/proc", "proc", 0, NULL) ||
      mount("sysfs", "/sys", "sysfs", 0, NULL)) {
    die("cannot mount");
  }
  make_device("/dev/dsp", 14, 3);
  make_device("/dev/net/tun", 10, 200);
}

/* Settles what a new namespace takes over from the first, and finds out what that is: it saves each life most of its start. */
static void settle_first(void) {
  int same[2];
  unsigned inherited = 0;
  settle_sysctls();
  write_sysctl("devconf_inherit_init_net", "1");
  if (pipe(same)) die("cannot open a pipe");
  pid_t child = fork();
  if (child == 0) {
    if (unshare(CLONE_NEWNET)) die("cannot make a network namespace");
    inherited = sysctls_as_settled();
    exit(write(same[1], &inherited, sizeof inherited) != sizeof inherited);
  }
  close(same[1]);
  if (child < 0 || read(same[0], &inherited, sizeof inherited) != sizeof inherited) die("cannot try a namespace");
  waitpid(child, NULL, 0);
  close(same[0]);
  inherit_sysctls(inherited);
}

/*
 * What the kernel cannot do at once, it leaves to this process of its own. That comes before us: when a call of ours is over, so is
 * all that followed from it.
 */
static void prefer_softirqs(void) {
  char path[32], name[16] = "";
  struct sched_param before_us = {.sched_priority = 2};
  for (int pid = 2; pid < MOST_KERNEL_PIDS; pid++) {
    snprintf(path, sizeof path, "/proc/%d/comm", pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) continue;
    ssize_t length = read(fd, name, sizeof name);
    close(fd);
    if (length > 9 && !strncmp(name, "ksoftirqd", 9) && sched_setscheduler(pid, SCHED_FIFO, &before_us) == 0) return;
  }
  die("the kernel has no ksoftirqd");
}

static void set_up(void) {
  make_root();
  int err = open_relay(O_WRONLY, "/proc/self/fd/2");
  if (err >= 0) dup2(err, STDERR_FILENO); /* what goes wrong is told to the host, unless its file is another user's */
  struct sched_param first = {.sched_priority = 1};
  if (sched_setscheduler(0, SCHED_FIFO, &first)) die("cannot have exact timers"); /* others oversleep a thousandth in poll() */
  prefer_softirqs();
  orphans = open("/proc/sys/net/ipv4/tcp_max_orphans", O_RDWR | O_CLOEXEC);
  ssize_t length = orphans < 0 ? -1 : pread(orphans, usual_orphans, sizeof usual_orphans - 1, 0);
  if (length < 0) die("cannot read tcp_max_orphans");
  struct rlimit files = {2 * MOST_SOCKETS, 2 * MOST_SOCKETS};
  if (setrlimit(RLIMIT_NOFILE, &files)) die("cannot have as many files as sockets");
  rest_neighbours();
  settle_first();
}

/* One life: a process in a network of its own. Ends with whether there shall be another. */
static int live(void *unused) {
  (void)unused;
  static const struct clock virtual = {"virtual", SYSTEM, set_orphans, advance, settle};
  enum outcome outcome = GO_ON;
  int ended = 0;
  begin = passed = counting = 0;
  reckoned = 0;
  begin_session();
  if (unshare(CLONE_NEWNET)) die("cannot make a network namespace");
  while (outcome == GO_ON && !ended) {
    char *line = next_line(in, &ended);
    if (!line) continue;
    int greets = !strncmp(line, "hello ", 6);
    outcome = obey(line, &virtual);
    if (greets) {
      begin = (now() / TICK + 1) * TICK;
      sleep_until(begin);
    }
    if (outcome != AGAIN) flush(out); /* that is answered when the next begins */
  }
  _exit(outcome == AGAIN ? ANOTHER : 0);
}

/*
 * A life has files of its own, which are closed when it ends, but no memory of its own: to copy that on each write would take longer
 * than all else that a life needs.
 */
int be_guest(void) {
  static char stack[1 << 18] __attribute__((aligned(16)));
  int status = 0;
  set_up();
  in = open_relay(O_RDONLY, "/proc/self/fd/0");
  out = open_relay(O_WRONLY, "/proc/self/fd/1");
  if (in < 0 || out < 0) die("cannot open standard input and output once more: are they pipes of this user?");
  for (;;) {
    sleep_until((now() / LIFE + 1) * LIFE);
    int child = clone(live, stack + sizeof stack, CLONE_VM | SIGCHLD, NULL);
    if (child < 0 || waitpid(child, &status, 0) < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != ANOTHER) break;
    write_orphans(usual_orphans);
    answer("ok\n");
    flush(out);
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status)) fprintf(stderr, "lastack-shim: a life ended with status %d\n", status);
  reboot(RB_POWER_OFF);
  return 1;
}
