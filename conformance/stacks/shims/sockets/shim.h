/*
 * The line protocol of ../../../PLUGGING-IN.md for the TCP of any Linux kernel: real sockets, and a TUN device as the wire.
 *
 *     cc -O2 -static *.c -o lastack-shim
 *
 * One program, three ways to run it. As it is, it speaks for the kernel that runs it, whose time is real (main.c). As
 * "lastack-shim boot IMAGE" it starts a user-mode kernel and becomes it (boot.c). And as the first process of that kernel it speaks
 * for it, and owns its time (guest.c).
 */
#ifndef LASTACK_SHIM_H
#define LASTACK_SHIM_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <netinet/in.h>
#include <poll.h>
#include <stddef.h>
#include <sys/socket.h>

#define MOST_WORDS 8
#define MOST_SOCKETS 4096
#define MOST_PACKET 65535

/* An address with its port, of either family. */
union name {
  struct sockaddr any;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
};

/* lines.c: lines in, lines out. What is said is kept until it is flushed, since an answer comes after the packets. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
void say_hex(const unsigned char *octets, size_t length); /* and ends the line */
void answer(const char *format, ...) __attribute__((format(printf, 1, 2)));
void answer_octets(const unsigned char *octets, size_t length);
void answer_err(int number);                  /* err, and the name of an errno */
const char *errno_name(int number);           /* or NULL */
int any_said(void);                           /* since the last flush, the answer aside */
void flush(int out);                          /* what was said, then the answer */
char *next_line(int in, int *ended);          /* or NULL when none is whole yet; reads once when it has to */
int words_of(char *line, char **word);
size_t read_hex(const char *hex, unsigned char *to, size_t most); /* 0 when there is nothing, or too much */
void die(const char *what);                   /* one line on stderr, with errno, and exit code 2 */

/* wire.c: the device, the addresses of the kernel behind it, its sysctls. */
int parse_address(const char *text, int port, union name *name); /* 0 when it is none */
socklen_t name_size(const union name *name);
int open_wire(const union name *own4, const union name *own6);   /* own6 may be NULL; dies when it cannot be had */
int has_v6(void);
void settle_sysctls(void);                                       /* those that are not inherited */
void rest_neighbours(void);                                      /* nobody resolves addresses here, nor wakes for it */
unsigned sysctls_as_settled(void);                               /* a bit for each that is as it shall be */
void inherit_sysctls(unsigned same);                             /* what a new namespace has of itself */
int write_sysctl(const char *knob, const char *value);           /* 0, or an errno */
void deliver(int tun, const char *hex);
size_t next_packet(int tun, unsigned char *packet);              /* 0 when none waits */

/* sockets.c: the calls. Each answers. */
extern int time_passed;                                             /* one of them has slept since this was 0 */
void socket_call(char **word, int words);
void begin_sockets(const union name *own4, const union name *own6); /* there are none then */
int pending_polls(struct pollfd *polls, int most); /* what the calls that are pending wait for */
void tell_connections(void);                       /* answers with the kernel's table of those over IPv4 */
void tell_ended(void);                             /* says which of them have ended */

/* session.c: one life of the stack. */
struct clock {
  const char *word;
  const char *more;                                /* what else is said of the stack */
  int (*set_orphans)(const char *value);           /* the one knob that is the whole kernel's; an errno, or 0 */
  void (*advance)(int tun, unsigned long ms);      /* answers; NULL when the time is real */
  int (*settle)(void);                             /* after each command; NULL likewise. Whether anything may follow of it */
};
enum outcome { GO_ON, AGAIN, BYE };
enum outcome obey(char *line, const struct clock *clock); /* says everything but flushes nothing */
void begin_session(void);                                  /* before the first line of each life */
int wire(void);                                            /* the TUN device, or -1 before hello */
void tell(void);                                           /* says what the kernel has said since */

int be_guest(void);                       /* guest.c */
int boot(const char *self, char **words); /* boot.c; words are those after "boot" */

#endif
