/*
 * The first process of a user-mode kernel whose time is virtual (time-travel=inf-cpu): its time passes only while all its processes
 * sleep. Between two commands we do not sleep, but wait in a read that the host answers: UML relays what a program does with
 * /dev/dsp to a file of the host, and stands still until the host has done it. So no time passes there, not a nanosecond.
 */
#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MS 1000000LL
#define TICK (10 * MS) /* of a kernel whose HZ is 100 */
/*
 * Every life begins at a multiple of this, the time in which the clock of initial sequence numbers (64 ns a step) goes around: so
 * that it begins with the same one. What the life before left behind is gone by then.
 */
#define LIFE (1LL << 38)

static int orphans = -1; /* the kernel's limit, opened in the namespace that has it */
static char usual_orphans[32];
static long long begin;  /* when this life began, in nanoseconds */
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

/* The kernel is idle before it lets any time pass: so whatever it could do at once is done when we wake. */
static void settle(void) { nanosleep(&(struct timespec){0, 1}, NULL); }

static int set_orphans(const char *value) {
  return pwrite(orphans, value, strlen(value), 0) < 0 ? errno : 0;
}

/*
 * Lets time pass until the kit's milliseconds are over, or up to the first in which something is said. Each begins half a millisecond
 * early, since reading the clock takes some nanoseconds, and what the kernel does on time must not seem late.
 */
static void advance(int tun, unsigned long ms) {
  static struct pollfd polls[MOST_SOCKETS + 2];
  long long target = begin + (passed + (long long)ms) * MS + MS / 2, left;
  while (tell(), !any_said() && (left = target - now()) > 0) {
    struct timespec wait = {left / 1000000000, left % 1000000000};
    polls[0] = (struct pollfd){tun, POLLIN, 0};
    int count = 1 + pending_polls(polls + 1, MOST_SOCKETS + 1);
    ppoll(polls, (nfds_t)count, &wait, NULL);
    settle();
  }
  long long at = (now() - begin + MS / 2) / MS, before = passed;
  if (!any_said() || at > before + (long long)ms) at = before + (long long)ms;
  passed = at < before ? before : at;
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
  int fd = open("/dev/dsp", flags | O_CLOEXEC);
  if (fd < 0) die("cannot open the relay to the host");
  return fd;
}

static void set_up(void) {
  if (mount("proc", "/proc", "proc", 0, NULL) || mount("sysfs", "/sys", "sysfs", 0, NULL) ||
      mount("ramfs", "/dev", "ramfs", 0, NULL) || mkdir("/dev/net", 0700)) {
    die("cannot mount");
  }
  make_device("/dev/dsp", 14, 3);
  make_device("/dev/net/tun", 10, 200);
  prctl(PR_SET_TIMERSLACK, 1);
  orphans = open("/proc/sys/net/ipv4/tcp_max_orphans", O_RDWR | O_CLOEXEC);
  ssize_t length = orphans < 0 ? -1 : pread(orphans, usual_orphans, sizeof usual_orphans - 1, 0);
  if (length < 0) die("cannot read tcp_max_orphans");
}

/* One life: a child in a network of its own. Ends with whether there shall be another. */
static void live(int in, int out) {
  static const struct clock virtual = {"virtual", set_orphans, advance, settle};
  enum outcome outcome = GO_ON;
  int ended = 0;
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
  exit(outcome == AGAIN ? 10 : 0);
}

int be_guest(void) {
  int status = 0;
  set_up();
  int in = open_relay(O_RDONLY, "/proc/self/fd/0"), out = open_relay(O_WRONLY, "/proc/self/fd/1");
  for (;;) {
    pid_t child = fork();
    if (child == 0) live(in, out);
    if (child < 0 || waitpid(child, &status, 0) < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 10) break;
    set_orphans(usual_orphans);
    sleep_until((now() / LIFE + 1) * LIFE);
    answer("ok\n");
    flush(out);
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status)) fprintf(stderr, "lastack-shim: its process ended with status %d\n", status);
  reboot(RB_POWER_OFF);
  return 1;
}
