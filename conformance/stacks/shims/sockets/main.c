/* Where the shim begins, and what it does on a kernel that it did not start: its time is real. */
#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Here it would be the limit of everybody's orphans. */
static int no_orphans(const char *value) {
  (void)value;
  return EOPNOTSUPP;
}

static void write_map(const char *file, const char *value) {
  int fd = open(file, O_WRONLY | O_CLOEXEC);
  if (fd < 0 || write(fd, value, strlen(value)) < 0) die("cannot set up a user namespace (run as root)");
  close(fd);
}

/* A network of its own; who is not root is root in a user namespace. */
static void leave_network(void) {
  char map[64];
  unsigned uid = getuid(), gid = getgid();
  if (unshare(CLONE_NEWNET) == 0) return;
  if (errno != EPERM || unshare(CLONE_NEWUSER | CLONE_NEWNET)) die("cannot make a network namespace (run as root)");
  write_map("/proc/self/setgroups", "deny");
  snprintf(map, sizeof map, "0 %u 1", uid);
  write_map("/proc/self/uid_map", map);
  snprintf(map, sizeof map, "0 %u 1", gid);
  write_map("/proc/self/gid_map", map);
}

static void await(int in) {
  static struct pollfd polls[MOST_SOCKETS + 3];
  int count = 0;
  polls[count++] = (struct pollfd){in, POLLIN, 0};
  if (wire() >= 0) polls[count++] = (struct pollfd){wire(), POLLIN, 0};
  count += pending_polls(polls + count, MOST_SOCKETS + 1);
  if (poll(polls, (nfds_t)count, -1) < 0 && errno != EINTR) die("cannot wait");
  tell();
  flush(STDOUT_FILENO);
}

int main(int words, char **word) {
  static const struct clock real = {"wall", "", no_orphans, NULL, NULL};
  enum outcome outcome = GO_ON;
  int ended = 0;
  if (getpid() == 1 && access("/proc/self", F_OK)) return be_guest(); /* no other process is the first where nothing is mounted */
  if (words > 1 && !strcmp(word[1], "boot")) return boot(word[0], word + 2);
  leave_network();
  if (fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK) < 0) die("standard input is closed");
  while (outcome == GO_ON && !ended) {
    char *line = next_line(STDIN_FILENO, &ended);
    if (!line && !ended) {
      await(STDIN_FILENO);
    } else if (line) {
      outcome = obey(line, &real);
      flush(STDOUT_FILENO);
    }
  }
  return 0;
}
