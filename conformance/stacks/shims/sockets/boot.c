/*
 * Becomes a user-mode kernel whose first process is this program. Two runs shall be the same, octet for octet: so what differs from
 * one process of the host to the next is kept from the kernel, the addresses of its memory and the host's random numbers.
 */
#include "shim.h"

#include <errno.h>
#include <libgen.h>
#include <sched.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#define MOST_PLACES 64 /* kernels on one processor */

/* getrandom(2) fails for the kernel, as on a host that has none; it then has its own sources alone, which begin the same. */
static void refuse_random(void) {
  struct sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getrandom, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
    die("cannot keep the host's random numbers from the kernel");
}

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
  refuse_random();
  char *const arguments[] = {"linux", "mem=64M", "rootfstype=hostfs", "root=/dev/root", "rootflags=/proc/self/cwd", "ro", "init=/init",
                             "time-travel=inf-cpu", "time-travel-start=1000000000000000000", "con=null", "con0=null",
                             "dsp=/proc/self/fd/0", "uml_dir=/dev/null/", "umid=lastack", "noreboot", "quiet", NULL};
  char *const environment[] = {NULL};
  execve(image, arguments, environment);
  die("cannot start the kernel");
  return 2;
}
