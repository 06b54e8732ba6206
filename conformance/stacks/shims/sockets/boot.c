/*
 * Becomes a user-mode kernel whose first process is this program. Two runs shall be the same, octet for octet: so what differs from
 * one process of the host to the next is kept from the kernel: here the addresses of its memory.
 */
#include "shim.h"

#include <errno.h>
#include <libgen.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/un.h>
#include <unistd.h>

#define MOST_PLACES 64 /* kernels on one processor */

/* Takes a name that one process at a time can have, until it ends; the socket stays open for that. */
static int take_place(int processor, int place) {
  struct sockaddr_un name = {.sun_family = AF_UNIX};
  int length = snprintf(name.sun_path + 1, sizeof name.sun_path - 1, "lastack-%u-%d-%d", getuid(), processor, place);
  int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
  if (fd < 0) return 0;
  if (bind(fd, (struct sockaddr *)&name, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length)) == 0) return 1;
  close(fd);
  return 0;
}

/*
 * The kernel and its processes run in turns, never at once: on one processor each wakes the other far sooner. Several kernels
 * spread over all processors. When it may not be, it is only slower.
 */
static void stay_on_one(void) {
  cpu_set_t all, one;
  if (sched_getaffinity(0, sizeof all, &all)) return;
  for (int place = 0; place < MOST_PLACES; place++) {
    for (int processor = 0; processor < CPU_SETSIZE; processor++) {
      if (!CPU_ISSET(processor, &all) || !take_place(processor, place)) continue;
      CPU_ZERO(&one);
      CPU_SET(processor, &one);
      sched_setaffinity(0, sizeof one, &one);
      return;
    }
  }
}

int boot(const char *self, char **words) {
  if (!words[0] || words[1]) {
    fputs("lastack-shim: boot IMAGE: the file of one user-mode kernel\n", stderr);
    return 2;
  }
  char image[4096], here[4096];
  if (!realpath(words[0], image)) die(words[0]);
  snprintf(here, sizeof here, "%s", self);
  if (chdir(dirname(here))) die("cannot go to the folder of this program"); /* the root of the guest, who finds us as /init */
  if (setpgid(0, 0) && errno != EPERM) die("cannot have a group of its own"); /* a kernel that panics ends all of its group */
  if (personality(ADDR_NO_RANDOMIZE) < 0) die("cannot have the same addresses twice");
  stay_on_one();
  char *const arguments[] = {"linux", "mem=64M", "rootfstype=hostfs", "root=/dev/root", "rootflags=/proc/self/cwd", "ro", "init=/init",
                             "time-travel=inf-cpu", "time-travel-start=1000000000000000000", "con=null", "con0=null",
                             "dsp=/proc/self/fd/0", "uml_dir=/dev/null/", "umid=lastack", "noreboot", "quiet", NULL};
  char *const environment[] = {NULL};
  execve(image, arguments, environment);
  die("cannot start the kernel");
  return 2;
}
