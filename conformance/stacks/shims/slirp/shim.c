/*
 * The line protocol of ../../../PLUGGING-IN.md for libslirp: one process, one thread, one virtual clock.
 *
 *     cc -O2 shim.c -I/usr/include/slirp -lslirp -o slirp-shim
 *
 * libslirp is the TCP between a guest, which the kit plays, and sockets of the host, behind which the application sits. Those sockets are
 * ours: socket(), connect(), accept() and what belongs to them stand in this file and take the place of the C library's, and what they
 * give libslirp is one end of a pair of Unix sockets. The other end is what the kit calls a socket. So nothing goes over a network,
 * whatever one end does is seen by the other at once, and no port of the host is taken.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libslirp.h>

#define PATTERN 251   /* octet k of every stream that we write is k mod 251 */
#define MOST 65535    /* the longest packet, write and read */
#define FDS 1024      /* more than the sockets of any scenario */
#define ETHERNET 14   /* octets of a frame's header */
#define SLOW 499      /* milliseconds of a tick of libslirp's timers (TIMEOUT_SLOW) */
#define FAST 2        /* and of a delayed ACK (TIMEOUT_FAST) */
#define GUESTS 16     /* addresses of the kit */
#define BEGIN 1000000 /* not 0, which libslirp takes for "no time yet" */

struct sock {
  struct sock *next;
  int number;
  int fd;                 /* the application's end, or -1 */
  int theirs;             /* libslirp's end, or that which it listens on */
  struct sock *listener;  /* whose queue it waits in, until accepted */
  int port;               /* its own */
  struct in_addr to;      /* where it was connected to, and to which port */
  int to_port;
  int listening;
  int connecting;         /* a connect is pending */
  int closed;             /* the application is done with it; only its state can be asked for */
  unsigned long written;
};

/* What we know of a descriptor that libslirp has. */
static struct {
  struct sock *owner;  /* at the other end */
  struct sock *dialer; /* a connect that waits to be accepted */
  int port;
  int aborted;
} theirs[FDS];

static FILE *out;
static Slirp *slirp;
static struct in_addr own;
static struct sock *socks; /* oldest first, which makes accept first come, first served */
static uint64_t now = BEGIN;
static uint64_t ticked;    /* when libslirp's timers did so the last time */
static int said;           /* something since the command began */
static int delivering;     /* a packet of the kit's, now */
static uint8_t buffer[MOST + PATTERN];
static struct in_addr asked; /* whom libslirp looks for by ARP, or 0 */
static struct pollfd polled[FDS];
static int count;

static struct sock *find(int number) {
  struct sock *s = socks;
  while (s && s->number != number) s = s->next;
  return s;
}

static struct sock *new_sock(int number) {
  struct sock *s = calloc(1, sizeof *s), **end = &socks;
  if (!s) abort();
  s->number = number;
  s->fd = s->theirs = -1;
  while (*end) end = &(*end)->next;
  return *end = s;
}

/* ---- the sockets that libslirp has ---- */

int socket(int family, int type, int protocol) {
  (void)protocol;
  int fd = (int)syscall(SYS_socket, family == AF_INET ? AF_UNIX : family, type, 0);
  if (fd >= FDS) abort();
  if (fd >= 0) memset(&theirs[fd], 0, sizeof theirs[fd]);
  return fd;
}

int bind(int fd, const struct sockaddr *address, socklen_t length) {
  (void)length;
  theirs[fd].port = ntohs(((const struct sockaddr_in *)address)->sin_port);
  return 0;
}

int listen(int fd, int backlog) {
  (void)backlog;
  struct sock *s = socks;
  while (s && !(s->connecting && s->port == theirs[fd].port && s->theirs < 0)) s = s->next;
  if (s) s->theirs = fd;
  theirs[fd].dialer = s;
  return 0;
}

static void put_address(struct sockaddr *address, socklen_t *length, int port) {
  struct sockaddr_in host = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  host.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  memcpy(address, &host, *length < sizeof host ? *length : sizeof host);
  *length = sizeof host;
}

int getsockname(int fd, struct sockaddr *address, socklen_t *length) {
  put_address(address, length, theirs[fd].port);
  return 0;
}

/* Joins them, and returns libslirp's end. */
static int join(struct sock *s) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) < 0 || pair[0] >= FDS) abort();
  memset(&theirs[pair[0]], 0, sizeof theirs[pair[0]]);
  s->fd = pair[1];
  return pair[0];
}

int connect(int fd, const struct sockaddr *address, socklen_t length) {
  (void)length;
  int port = ntohs(((const struct sockaddr_in *)address)->sin_port);
  struct sock *listener = socks;
  while (listener && !(listener->listening && !listener->closed && listener->port == port)) listener = listener->next;
  if (!listener) {
    errno = ECONNREFUSED;
    return -1;
  }
  struct sock *s = new_sock(-1);
  int end = join(s);
  if (dup2(end, fd) < 0) abort();
  close(end);
  s->listener = listener;
  s->theirs = fd;
  s->port = port;
  theirs[fd].owner = s;
  return 0;
}

int accept(int fd, struct sockaddr *address, socklen_t *length) {
  struct sock *s = theirs[fd].dialer;
  if (!s) {
    errno = EAGAIN;
    return -1;
  }
  theirs[fd].dialer = NULL;
  s->theirs = join(s);
  theirs[s->theirs].owner = s;
  theirs[s->theirs].port = s->port;
  put_address(address, length, s->port);
  return s->theirs;
}

/* An abort is a RST, which a pair of Unix sockets does not have. */
ssize_t recv(int fd, void *to, size_t length, int flags) {
  if (theirs[fd].aborted) {
    errno = ECONNRESET;
    return -1;
  }
  return syscall(SYS_recvfrom, fd, to, length, flags, NULL, NULL);
}

int close(int fd) {
  if (fd >= 0 && fd < FDS) memset(&theirs[fd], 0, sizeof theirs[fd]);
  return (int)syscall(SYS_close, fd);
}

/* ---- answers ---- */

static void ok(void) { fputs("ok\n", out); }

static void err(const char *name) { fprintf(out, "err %s\n", name); }

/* Ends the line. */
static void put_hex(const uint8_t *octets, size_t length) {
  static char text[2 * MOST + 1];
  for (size_t i = 0; i < length; i++) {
    text[2 * i] = "0123456789abcdef"[octets[i] >> 4];
    text[2 * i + 1] = "0123456789abcdef"[octets[i] & 15];
  }
  text[2 * length] = '\n';
  fwrite(text, 1, 2 * length + 1, out);
}

static const char *errno_name(int e) {
  switch (e) {
    case EAGAIN: return "EAGAIN";
    case ECONNRESET: return "ECONNRESET";
    case ENOTCONN: return "ENOTCONN";
    case EPIPE: return "EPIPE";
    default: return "EINVAL";
  }
}

/* As libslirp's own list of connections has it, the only place where it tells. */
static const char *state_of(const struct sock *s) {
  static const char *const names[][2] = {
      {"LISTEN", "LISTEN"}, {"SYN_SENT", "SYN-SENT"}, {"SYN_RCVD", "SYN-RECEIVED"}, {"ESTABLISHED", "ESTABLISHED"},
      {"CLOSE_WAIT", "CLOSE-WAIT"}, {"FIN_WAIT_1", "FIN-WAIT-1"}, {"CLOSING", "CLOSING"}, {"LAST_ACK", "LAST-ACK"},
      {"FIN_WAIT_2", "FIN-WAIT-2"}, {"TIME_WAIT", "TIME-WAIT"}};
  if (s->listening) return s->closed ? "CLOSED" : "LISTEN";
  if (s->theirs < 0 || theirs[s->theirs].owner != s) return "CLOSED";
  const char *state = "CLOSED";
  char *list = slirp_connection_info(slirp);
  for (char *rest, *line = strtok_r(list, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
    char name[20];
    int fd;
    if (sscanf(line, " TCP[%19[A-Z_0-9]] %d", name, &fd) != 2 || fd != s->theirs) continue;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
      if (!strcmp(names[i][0], name)) state = names[i][1];
    }
  }
  free(list);
  return state;
}

/* ---- what libslirp tells us, and asks ---- */

/* The guest says where it is, as guests do before they send anything. libslirp asks whom it does not know. */
static void tell_arp(struct in_addr guest) {
  uint8_t frame[ETHERNET + 28] = {0x52, 0x55, 0, 0, 0, 2, 0x52, 0x54, 0, 0, 0, 1, 8, 6, 0, 1, 8, 0, 6, 4, 0, 2,
                                  0x52, 0x54, 0, 0, 0, 1, 0, 0, 0, 0, 0x52, 0x55, 0, 0, 0, 2};
  memcpy(frame + ETHERNET + 14, &guest, 4);
  memcpy(frame + ETHERNET + 24, &own, 4);
  slirp_input(slirp, frame, sizeof frame);
}

static ssize_t on_packet(const void *frame, size_t length, void *opaque) {
  const uint8_t *octets = frame;
  (void)opaque;
  if (length >= ETHERNET + 28 && octets[12] == 8 && octets[13] == 6 && octets[ETHERNET + 7] == 1) {
    memcpy(&asked, octets + ETHERNET + 24, 4);
  } else if (length > ETHERNET && octets[12] == 8 && octets[13] == 0) {
    said = 1;
    fputs("packet ", out);
    put_hex(octets + ETHERNET, length - ETHERNET);
  }
  return (ssize_t)length;
}

static int64_t on_clock(void *opaque) {
  (void)opaque;
  return (int64_t)now * 1000000;
}

static void on_guest_error(const char *message, void *opaque) {
  (void)opaque;
  fprintf(stderr, "%s\n", message);
}

static void on_fd(int fd, void *opaque) { (void)fd, (void)opaque; }

static void on_notify(void *opaque) { (void)opaque; }

static const SlirpCb callbacks = {
    .send_packet = on_packet,
    .guest_error = on_guest_error,
    .clock_get_ns = on_clock,
    .register_poll_fd = on_fd,
    .unregister_poll_fd = on_fd,
    .notify = on_notify,
};

static int on_add_poll(int fd, int events, void *opaque) {
  (void)opaque;
  short wanted = 0;
  if (events & SLIRP_POLL_IN) wanted |= POLLIN;
  if (events & SLIRP_POLL_OUT) wanted |= POLLOUT;
  polled[count] = (struct pollfd){.fd = fd, .events = wanted};
  return count++;
}

static int on_revents(int index, void *opaque) {
  (void)opaque;
  int events = 0;
  short seen = polled[index].revents;
  if (seen & POLLIN) events |= SLIRP_POLL_IN;
  if (seen & POLLOUT) events |= SLIRP_POLL_OUT;
  if (seen & POLLERR) events |= SLIRP_POLL_ERR;
  if (theirs[polled[index].fd].aborted) events |= SLIRP_POLL_HUP; /* TCP sockets do not hang up when only the other side closes */
  return events;
}

/* Goes once round libslirp's loop, without waiting. Returns how long it may wait until the next time; events tells what there was. */
static uint64_t turn(int *events) {
  uint32_t timeout = UINT32_MAX;
  count = 0;
  slirp_pollfds_fill(slirp, &timeout, on_add_poll, NULL);
  *events = 0;
  for (int i = 0; i < count; i++) {
    int fd = polled[i].fd;
    if (theirs[fd].dialer) {
      polled[i].revents = POLLIN;
    } else if (theirs[fd].owner) {
      poll(&polled[i], 1, 0);
    }
    *events |= polled[i].revents & ~POLLHUP;
  }
  slirp_pollfds_poll(slirp, 0, on_revents, NULL);
  int timers = timeout <= SLOW;
  if (timers && now - ticked >= SLOW) ticked = now;
  if (asked.s_addr) {
    tell_arp(asked);
    asked.s_addr = 0;
    *events |= POLLIN;
  }
  return timeout == FAST ? FAST : timers ? ticked + SLOW - now : UINT64_MAX;
}

/* A listener of libslirp's is for one connect. */
static void forget_forward(const struct sock *s) {
  slirp_remove_hostfwd(slirp, 0, (struct in_addr){htonl(INADDR_LOOPBACK)}, s->port);
}

/* Says which connects have come to an end. */
static void tell_connects(void) {
  for (struct sock *s = socks; s; s = s->next) {
    if (!s->connecting || s->fd < 0) continue;
    const char *state = state_of(s);
    if (!strcmp(state, "SYN-SENT") || !strcmp(state, "SYN-RECEIVED")) continue;
    s->connecting = 0;
    said = 1;
    const char *failed = delivering ? "err ECONNREFUSED" : "err ETIMEDOUT";
    fprintf(out, "done %d connect %s\n", s->number, strcmp(state, "CLOSED") ? "ok" : failed);
  }
}

/* Until nothing is left to be done at this time. Returns how long nothing will be. */
static uint64_t settle(void) {
  uint64_t wait;
  int events;
  do wait = turn(&events); while (events);
  tell_connects();
  return wait;
}

/* ---- commands; each returns after its answer is written ---- */

static void hello(char **word, int words) {
  struct in_addr guest;
  if (words < 4 || strcmp(word[1], "1") || !inet_aton(word[2], &own) || !inet_aton(word[3], &guest)) return err("EPROTO");
  SlirpConfig config = {.version = 4, .in_enabled = true, .vhost = own, .if_mtu = 1500, .if_mru = 1500,
                        .disable_dns = true, .disable_dhcp = true};
  config.vnetmask.s_addr = htonl(0xffffff00);
  config.vnetwork.s_addr = own.s_addr & config.vnetmask.s_addr;
  config.vnameserver.s_addr = config.vnetwork.s_addr | htonl(253);
  config.vdhcp_start.s_addr = config.vnetwork.s_addr | htonl(254);
  slirp = slirp_new(&config, &callbacks, NULL);
  if (!slirp) return err("EPROTO");
  for (int i = 0; i < GUESTS; i++) tell_arp((struct in_addr){htonl(ntohl(guest.s_addr) + (uint32_t)i)});
  /* Timers count ticks of 499 ms, and the first may come at once: 20 of them are 2MSL, 12 the first SYN's, 3 and 2 the others'. */
  fprintf(out, "ok libslirp %s clock=virtual msl_ms=%d rto_ms=%d min_rto_ms=%d syn_rto_ms=%d granularity_ms=%d delack_ms=%d "
          "features=halfclose,abort,status,ooo,tw-reopen,legacy\n",
          slirp_version_string(), 19 * SLOW / 2, 2 * SLOW, SLOW, 11 * SLOW, SLOW + 1, FAST);
}

/* listen S PORT */
static void listen_on(int number, char **word, int words) {
  if (words < 3) return err("EINVAL");
  int port = atoi(word[2]);
  for (struct sock *s = socks; s; s = s->next) {
    if (s->listening && !s->closed && s->port == port) return err("EADDRINUSE");
  }
  struct sock *s = new_sock(number);
  s->listening = 1;
  s->port = port;
  ok();
}

/* connect S ADDRESS PORT [SOURCE-PORT] */
static void connect_to(int number, char **word, int words) {
  static int any = 49152;
  struct in_addr to;
  if (words < 4 || !inet_aton(word[2], &to)) return err("EINVAL");
  int port = words > 4 && atoi(word[4]) ? atoi(word[4]) : any++, to_port = atoi(word[3]);
  for (struct sock *o = socks; o; o = o->next) { /* the host has that connection as long as libslirp holds its end */
    if (o->port == port && o->to.s_addr == to.s_addr && o->to_port == to_port && strcmp(state_of(o), "CLOSED"))
      return err("EADDRINUSE");
  }
  struct sock *s = new_sock(number);
  s->connecting = 1;
  s->port = port;
  s->to = to;
  s->to_port = to_port;
  if (slirp_add_hostfwd(slirp, 0, (struct in_addr){htonl(INADDR_LOOPBACK)}, port, to, to_port) < 0) abort();
  int events;
  while (s->fd < 0) turn(&events);
  forget_forward(s);
  settle();
  fputs("pending\n", out);
}

static void accept_from(int number, const struct sock *listener) {
  for (struct sock *s = socks; s; s = s->next) {
    if (s->listener != listener || !strcmp(state_of(s), "SYN-RECEIVED")) continue;
    s->listener = NULL;
    s->number = number;
    return ok();
  }
  err("EAGAIN");
}

static void write_to(struct sock *s, unsigned long length) {
  if (length > MOST) length = MOST;
  for (unsigned long i = 0; i < length; i++) buffer[i] = (uint8_t)((s->written + i) % PATTERN);
  ssize_t taken = send(s->fd, buffer, length, 0);
  if (taken <= 0) return err(errno_name(taken < 0 ? errno : EAGAIN));
  s->written += (unsigned long)taken;
  settle();
  fprintf(out, "ok %zd\n", taken);
}

static void read_from(struct sock *s, unsigned long most) {
  static uint8_t octets[MOST];
  ssize_t length = read(s->fd, octets, most > MOST ? MOST : most);
  if (length < 0) return err(errno_name(errno));
  settle(); /* may send a window update: before the answer */
  if (length == 0) {
    fputs("eof\n", out);
  } else {
    fprintf(out, "ok %zd ", length);
    put_hex(octets, (size_t)length);
  }
}

static void shut_down(struct sock *s, const char *how) {
  int which = !strcmp(how, "rd") ? SHUT_RD : !strcmp(how, "wr") ? SHUT_WR : !strcmp(how, "rdwr") ? SHUT_RDWR : -1;
  if (which < 0) return err("EINVAL");
  if (shutdown(s->fd, which) < 0) return err(errno_name(errno));
  settle();
  ok();
}

/* After this the socket can only be asked for its state. */
static void release(struct sock *s, int aborting) {
  s->closed = 1;
  s->connecting = 0;
  for (struct sock *c = socks; c; c = c->next) /* nobody will accept these any more */
    if (c->listener == s) { c->listener = NULL; release(c, 1); }
  if (aborting && s->theirs >= 0 && theirs[s->theirs].owner == s) theirs[s->theirs].aborted = 1;
  if (s->fd >= 0) close(s->fd);
  s->fd = -1;
  settle();
}

static int digit(char c) { return c <= '9' ? c - '0' : (c | 32) - 'a' + 10; }

static void deliver(const char *hex) {
  size_t length = strlen(hex) / 2;
  if (length < 1 || length > MOST) return err("EINVAL");
  static uint8_t frame[ETHERNET + MOST] = {0x52, 0x55, 0, 0, 0, 2, 0x52, 0x54, 0, 0, 0, 1, 0x08, 0x00};
  for (size_t i = 0; i < length; i++) {
    frame[ETHERNET + i] = (uint8_t)(digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1]));
  }
  slirp_input(slirp, frame, (int)(ETHERNET + length));
  delivering = 1;
  settle();
  delivering = 0;
  ok();
}

/* Goes from timer to timer, until the time is over or something was said. */
static void advance(uint64_t most) {
  uint64_t from = now;
  uint64_t wait = settle();
  while (now - from < most && !said) {
    uint64_t left = most - (now - from);
    now += wait < left ? wait : left;
    wait = settle();
  }
  fprintf(out, "ok %llu\n", (unsigned long long)(now - from));
}

static void on_socket(const char *command, char **word, int words) {
  int number = atoi(word[1]);
  struct sock *s = find(number);
  int makes = !strcmp(command, "listen") || !strcmp(command, "connect") || !strcmp(command, "accept");
  if (makes && s) return err("EINVAL");
  if (!strcmp(command, "listen")) return listen_on(number, word, words);
  if (!strcmp(command, "connect")) return connect_to(number, word, words);
  if (!makes && !s) return err("EBADF");
  if (!strcmp(command, "state")) {
    fprintf(out, "ok %s\n", state_of(s));
    return;
  }
  if (s && s->closed) return err("EBADF");
  if (!strcmp(command, "close") || !strcmp(command, "abort")) {
    release(s, *command == 'a');
    return ok();
  }
  if (words < 3) return err("EINVAL");
  if (!strcmp(command, "accept")) {
    struct sock *listener = find(atoi(word[2]));
    if (!listener || listener->closed) return err("EBADF");
    return accept_from(number, listener);
  }
  if (!strcmp(command, "option")) return err("ENOPROTOOPT");
  if (s->fd < 0) return err("ENOTCONN");
  if (!strcmp(command, "write")) return write_to(s, strtoul(word[2], NULL, 10));
  if (!strcmp(command, "read")) return read_from(s, strtoul(word[2], NULL, 10));
  if (!strcmp(command, "shutdown")) return shut_down(s, word[2]);
  err("EOPNOTSUPP");
}

static void obey(char **word, int words) {
  const char *command = word[0];
  if (!strcmp(command, "hello")) return hello(word, words);
  if (!strcmp(command, "bye")) return ok();
  if (words < 2 || !slirp) return err("EINVAL");
  if (!strcmp(command, "deliver")) return deliver(word[1]);
  if (!strcmp(command, "advance")) return advance(strtoull(word[1], NULL, 10));
  if (!strcmp(command, "set")) return err("EOPNOTSUPP");
  on_socket(command, word, words);
}

/* Serves one life of the stack. Returns 1 when it is to begin again. */
static int serve(void) {
  char *line = NULL, *word[8];
  size_t room = 0;
  while (getline(&line, &room, stdin) > 0) {
    int words = 0;
    for (char *w = strtok(line, " \n"); w && words < 8; w = strtok(NULL, " \n")) word[words++] = w;
    if (!words) continue;
    if (!strcmp(word[0], "again")) return 1;
    said = 0;
    obey(word, words);
    fflush(out);
    if (!strcmp(word[0], "bye")) break;
  }
  return 0;
}

/* Every life is a child of its own, so that "again" costs a fork and no start. */
int main(void) {
  out = fdopen(dup(STDOUT_FILENO), "w"); /* the protocol; */
  dup2(STDERR_FILENO, STDOUT_FILENO);    /* what libslirp itself prints is a log */
  signal(SIGPIPE, SIG_IGN);              /* a write into a closed socket is an error, not the end */
  if (!out) return 1;
  for (;;) {
    int status;
    pid_t child = fork();
    if (child == 0) _exit(serve());
    if (child < 0 || waitpid(child, &status, 0) < 0) return 1;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 1) return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : 0;
    ok();
    fflush(out);
  }
}
