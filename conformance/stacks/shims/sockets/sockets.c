/* The calls of an application, on sockets of the kernel. */
#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/tcp.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PATTERN 251     /* octet k of every stream that we write is k mod 251 */
#define MOST_OCTETS (1 << 20)
#define BACKLOG 65535   /* more than somaxconn, so that the sysctl is what counts */
#define NOTHING 0
#define CLOSED 7        /* of Linux's numbers for the states */
#define TIME_WAIT 6

/*
 * A descriptor stays blocking unless the scenario asks otherwise, so that close() lingers as it does for an application; each
 * call that could block says so to the kernel by itself.
 */
struct sock {
  int number, fd;      /* fd is -1 when the application has given the socket up */
  union name local, remote;
  int non_blocking, listening;
  short waits;         /* for this event, when a call is pending; or NOTHING */
  size_t most;         /* octets of a pending receive */
  unsigned long long written;
};

/* A close that lingers keeps its caller in the kernel, so it gets a process of its own, which tells how it ended through a pipe. */
struct closing {
  int number, fd, failed;
};

static struct sock socks[MOST_SOCKETS];
static int used;
static union name own4, own6;
int time_passed;
static int closings[2] = {-1, -1};
static int still_closing;
static unsigned char octets[MOST_OCTETS];

void begin_sockets(const union name *v4, const union name *v6) {
  own4 = *v4;
  own6 = *v6;
  used = still_closing = 0;
  closings[0] = -1;
}

static struct sock *find(int number) {
  for (int i = 0; i < used; i++)
    if (socks[i].number == number) return &socks[i];
  return NULL;
}

/* Keeps a descriptor under a number, after what was done with it went well. */
static struct sock *keep(int number, int fd) {
  if (used == MOST_SOCKETS) {
    errno = EMFILE;
    die("too many sockets in one life");
  }
  struct sock *s = &socks[used++];
  memset(s, 0, sizeof *s);
  s->number = number;
  s->fd = fd;
  return s;
}

static void answer_result(int result) {
  if (result < 0) answer_err(errno); else answer("ok\n");
}

static int set_int(int fd, int level, int option, int value) {
  return setsockopt(fd, level, option, &value, sizeof value);
}

static int set_linger(int fd, int seconds) {
  struct linger linger = {seconds >= 0, seconds < 0 ? 0 : seconds};
  return setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

static int set_blocking(int fd, int wanted) {
  int flags = fcntl(fd, F_GETFL);
  return fcntl(fd, F_SETFL, wanted ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
}

static int open_socket(int family) {
  int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) die("cannot open a socket");
  set_int(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  return fd;
}

/* ---- states ---- */

static struct tcp_info tcp_info(int fd) {
  struct tcp_info info = {0};
  socklen_t length = sizeof info;
  if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length)) die("cannot read TCP_INFO");
  return info;
}

static int tcp_state(int fd) { return tcp_info(fd).tcpi_state; }

/* What has come in its order, and one more with the FIN, whether it is acknowledged or not; 0 when it is over. */
static void tell_received(int fd) {
  struct tcp_info info = tcp_info(fd);
  answer("ok %llu\n", info.tcpi_state == CLOSED ? 0 : (unsigned long long)info.tcpi_bytes_received);
}

static char *print_name(char *to, const union name *name) {
  int v6 = name->any.sa_family == AF_INET6;
  const uint32_t *words = v6 ? name->v6.sin6_addr.s6_addr32 : &name->v4.sin_addr.s_addr;
  for (int i = 0; i < (v6 ? 4 : 1); i++) to += sprintf(to, "%08X", words[i]);
  return to + sprintf(to, ":%04X", ntohs(v6 ? name->v6.sin6_port : name->v4.sin_port));
}

/* What the kernel's table of connections says of one, which has those that no application holds; CLOSED when it is not there. */
static int table_state(const struct sock *s) {
  char line[512], wanted[128], *end = print_name(wanted, &s->local);
  *end++ = ' ';
  print_name(end, &s->remote);
  int v6 = s->remote.any.sa_family == AF_INET6, state = CLOSED;
  FILE *table = fopen(v6 ? "/proc/thread-self/net/tcp6" : "/proc/thread-self/net/tcp", "re");
  if (!table) die("cannot read the table of connections");
  while (fgets(line, sizeof line, table)) {
    char *at = strstr(line, wanted);
    if (at) state = (int)strtol(at + strlen(wanted), NULL, 16);
  }
  fclose(table);
  return state;
}

void tell_connections(void) {
  int table = open("/proc/thread-self/net/tcp", O_RDONLY | O_CLOEXEC);
  ssize_t got = 1;
  size_t length = 0;
  if (table < 0) die("cannot read the table of connections");
  while (got > 0 && length < MOST_OCTETS) {
    got = read(table, octets + length, MOST_OCTETS - length);
    length += got > 0 ? (size_t)got : 0;
  }
  close(table);
  answer_octets(octets, length);
}

/* For a held socket in TIME-WAIT TCP_INFO says CLOSED: the connection has moved to a structure of its own. */
static void tell_state(const struct sock *s) {
  static const char *const names[] = {"CLOSED", "ESTABLISHED", "SYN-SENT", "SYN-RECEIVED", "FIN-WAIT-1", "FIN-WAIT-2",
                                      "TIME-WAIT", "CLOSED", "CLOSE-WAIT", "LAST-ACK", "LISTEN", "CLOSING", "SYN-RECEIVED"};
  int state = s->fd < 0 ? CLOSED : tcp_state(s->fd);
  if (state == CLOSED && s->remote.any.sa_family) {
    int seen = table_state(s);
    if (s->fd < 0 || seen == TIME_WAIT) state = seen;
  }
  answer("ok %s\n", names[(size_t)state < sizeof names / sizeof *names ? state : 0]);
}

/* ---- opening ---- */

/* listen S PORT [ADDRESS] */
static void listen_on(int number, char **word, int words) {
  union name at = own4;
  int port = words > 2 ? atoi(word[2]) : 0;
  at.v4.sin_port = htons((uint16_t)port);
  if (words < 3 || (words > 3 && !parse_address(word[3], port, &at))) return answer_err(EINVAL);
  int fd = open_socket(at.any.sa_family);
  set_blocking(fd, 0); /* a listener never lingers, and accept has no way of its own to say that it must not block */
  if (bind(fd, &at.any, name_size(&at)) || listen(fd, BACKLOG)) {
    answer_err(errno);
    close(fd);
    return;
  }
  struct sock *s = keep(number, fd);
  s->listening = 1;
  s->local = at;
  answer("ok\n");
}

static void learn_local(struct sock *s) {
  socklen_t length = sizeof s->local;
  getsockname(s->fd, &s->local.any, &length);
}

/* connect S ADDRESS PORT [SOURCE-PORT] */
static void connect_to(int number, char **word, int words) {
  union name to;
  if (words < 4 || !parse_address(word[2], atoi(word[3]), &to)) return answer_err(EINVAL);
  int fd = open_socket(to.any.sa_family), v6 = to.any.sa_family == AF_INET6;
  union name from = v6 ? own6 : own4;
  if (v6) from.v6.sin6_port = htons(words > 4 ? (uint16_t)atoi(word[4]) : 0);
  else from.v4.sin_port = htons(words > 4 ? (uint16_t)atoi(word[4]) : 0);
  int failed = words > 4 && bind(fd, &from.any, name_size(&from)) ? errno : 0;
  if (!failed) {
    set_blocking(fd, 0);
    failed = connect(fd, &to.any, name_size(&to)) ? errno : 0;
    set_blocking(fd, 1);
  }
  if (failed && failed != EINPROGRESS) {
    answer_err(failed);
    close(fd);
    return;
  }
  struct sock *s = keep(number, fd);
  s->remote = to;
  learn_local(s);
  s->waits = failed ? POLLOUT : NOTHING;
  answer(failed ? "pending\n" : "ok\n");
}

static void accept_from(int number, struct sock *listener) {
  union name from = {0};
  socklen_t length = sizeof from;
  int fd = accept4(listener->fd, &from.any, &length, SOCK_CLOEXEC);
  if (fd < 0) return answer_err(errno);
  struct sock *s = keep(number, fd);
  s->remote = from;
  learn_local(s);
  answer("ok\n");
}

/* ---- text ---- */

static void write_octets(struct sock *s, size_t length) {
  ssize_t taken = send(s->fd, octets, length, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (taken < 0) return answer_err(errno);
  s->written += (unsigned long long)taken;
  answer("ok %zd\n", taken);
}

static void write_to(struct sock *s, unsigned long length) {
  if (length > MOST_OCTETS) length = MOST_OCTETS;
  for (unsigned long i = 0; i < length; i++) octets[i] = (unsigned char)((s->written + i) % PATTERN);
  write_octets(s, length);
}

static ssize_t read_octets(const struct sock *s, size_t most) {
  return recv(s->fd, octets, most > MOST_OCTETS ? MOST_OCTETS : most, MSG_DONTWAIT);
}

static void read_from(const struct sock *s, size_t most) {
  ssize_t got = read_octets(s, most);
  if (got < 0) return answer_err(errno);
  if (got == 0) answer("eof\n"); else answer_octets(octets, (size_t)got);
}

/* What would wait in recv() waits in poll(), which the kernel wakes by the same events. */
static void receive_from(struct sock *s, size_t most) {
  ssize_t got = recv(s->fd, octets, 1, MSG_DONTWAIT | MSG_PEEK);
  if (got >= 0 || errno != EAGAIN) return read_from(s, most);
  s->waits = POLLIN;
  s->most = most;
  answer("pending\n");
}

/* ---- what a socket is asked for ---- */

static void tell_ready(const struct sock *s) {
  static const struct { short bit; const char *word; } events[] = {
      {POLLIN, "in"}, {POLLOUT, "out"}, {POLLRDHUP, "rdhup"}, {POLLHUP, "hup"}, {POLLERR, "err"}};
  struct pollfd poll_one = {s->fd, POLLIN | POLLOUT | POLLRDHUP, 0};
  poll(&poll_one, 1, 0);
  answer("ok");
  for (size_t i = 0; i < sizeof events / sizeof *events; i++)
    if (poll_one.revents & events[i].bit) answer(" %s", events[i].word);
  answer("\n");
}

/* SO_ERROR; the kernel forgets it when it is read. */
static int take_error(int fd) {
  int error = 0;
  socklen_t length = sizeof error;
  if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length)) die("cannot read SO_ERROR");
  return error;
}

static void shut_down(const struct sock *s, const char *how) {
  int which = !strcmp(how, "rd") ? SHUT_RD : !strcmp(how, "wr") ? SHUT_WR : !strcmp(how, "rdwr") ? SHUT_RDWR : -1;
  answer_result(shutdown(s->fd, which));
}

static void set_option(struct sock *s, const char *word, int value) {
  static const struct { const char *word; int level, option; } options[] = {
      {"linger2", IPPROTO_TCP, TCP_LINGER2}, {"user_timeout", IPPROTO_TCP, TCP_USER_TIMEOUT},
      {"keepalive", SOL_SOCKET, SO_KEEPALIVE}, {"keepidle", IPPROTO_TCP, TCP_KEEPIDLE},
      {"keepintvl", IPPROTO_TCP, TCP_KEEPINTVL}, {"keepcnt", IPPROTO_TCP, TCP_KEEPCNT},
      {"nodelay", IPPROTO_TCP, TCP_NODELAY}, {"cork", IPPROTO_TCP, TCP_CORK},
      {"rcvbuf", SOL_SOCKET, SO_RCVBUF}, {"sndbuf", SOL_SOCKET, SO_SNDBUF}};
  if (!strcmp(word, "linger")) return answer_result(set_linger(s->fd, value));
  if (!strcmp(word, "nonblock")) {
    s->non_blocking = value != 0;
    return answer_result(set_blocking(s->fd, !s->non_blocking && !s->listening));
  }
  for (size_t i = 0; i < sizeof options / sizeof *options; i++)
    if (!strcmp(word, options[i].word)) return answer_result(set_int(s->fd, options[i].level, options[i].option, value));
  answer_err(ENOPROTOOPT);
}

/* ---- the end ---- */

/* close() waits until the FIN is acknowledged, and only with a FIN to send; with unread octets it is an abort. */
static int lingers(int fd) {
  struct linger linger = {0};
  socklen_t length = sizeof linger;
  int unread = 0;
  getsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, &length);
  if (!linger.l_onoff || !linger.l_linger) return 0;
  switch (tcp_state(fd)) {
    case 1: case 3: case 4: case 8: case 9: case 11: /* where a FIN is to be sent, or to be acknowledged */
      ioctl(fd, FIONREAD, &unread);
      return unread == 0;
    default: return 0;
  }
}

static void close_lingering(struct closing closing) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  closing.failed = close(closing.fd) ? errno : 0;
  _exit(write(closings[1], &closing, sizeof closing) != sizeof closing);
}

/* The descriptors are the same ones in both processes, so that there it is the last of its kind that is closed. */
static void start_closing(int number, int fd) {
  if (closings[0] < 0 && pipe2(closings, O_CLOEXEC | O_NONBLOCK)) die("cannot open a pipe");
  long child = syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
  if (child < 0) die("cannot start a process");
  if (child == 0) close_lingering((struct closing){number, fd, 0});
  still_closing++;
  time_passed = 1;
  nanosleep(&(struct timespec){0, 10000}, NULL); /* it shall have begun, and sent its FIN */
}

/* After this the socket can only be asked for its state. A pending connect or receive is forgotten. */
static void release(struct sock *s, int aborting) {
  int fd = s->fd;
  s->fd = -1;
  s->waits = NOTHING;
  if (aborting) set_linger(fd, 0);
  if (!lingers(fd)) return answer_result(close(fd));
  start_closing(s->number, fd);
  answer("pending\n");
}

/* ---- pending calls ---- */

int pending_polls(struct pollfd *polls, int most) {
  int count = 0;
  if (still_closing) polls[count++] = (struct pollfd){closings[0], POLLIN, 0};
  for (int i = 0; i < used && count < most; i++)
    if (socks[i].waits) polls[count++] = (struct pollfd){socks[i].fd, socks[i].waits, 0};
  return count;
}

static void say_done(int number, const char *call, int failed) {
  if (failed) say("done %d %s err %s\n", number, call, errno_name(failed)); else say("done %d %s ok\n", number, call);
}

static void say_connected(const struct sock *s) {
  int failed = take_error(s->fd);
  say_done(s->number, "connect", !failed && tcp_state(s->fd) == CLOSED ? ECONNABORTED : failed);
}

/* Returns 0 when there is nothing to receive after all. */
static int say_received(const struct sock *s) {
  ssize_t got = read_octets(s, s->most);
  if (got < 0 && errno == EAGAIN) return 0;
  if (got < 0) {
    say_done(s->number, "receive", errno);
  } else if (got == 0) {
    say("done %d receive eof\n", s->number);
  } else {
    say("done %d receive ok %zd ", s->number, got);
    say_hex(octets, (size_t)got);
  }
  return 1;
}

void tell_ended(void) {
  struct closing closing;
  while (still_closing && read(closings[0], &closing, sizeof closing) == sizeof closing) {
    say_done(closing.number, "close", closing.failed);
    waitpid(-1, NULL, 0);
    still_closing--;
  }
  for (int i = 0; i < used; i++) {
    struct sock *s = &socks[i];
    struct pollfd poll_one = {s->fd, s->waits, 0};
    if (!s->waits || poll(&poll_one, 1, 0) <= 0) continue;
    short event = s->waits;
    if (event == POLLOUT) say_connected(s);
    if (event == POLLOUT || say_received(s)) s->waits = NOTHING;
  }
}

/* ---- the calls ---- */

static void call_on(struct sock *s, const char *call, char **word, int words) {
  if (!strcmp(call, "poll")) return tell_ready(s);
  if (!strcmp(call, "error")) {
    int error = take_error(s->fd);
    if (error) answer_err(error); else answer("ok\n");
    return;
  }
  if (!strcmp(call, "received")) return tell_received(s->fd);
  if (words < 3) return answer_err(EINVAL);
  if (!strcmp(call, "send")) return write_octets(s, read_hex(word[2], octets, MOST_OCTETS));
  if (!strcmp(call, "write")) return write_to(s, strtoul(word[2], NULL, 10));
  if (!strcmp(call, "read")) return read_from(s, strtoul(word[2], NULL, 10));
  if (!strcmp(call, "receive")) return receive_from(s, strtoul(word[2], NULL, 10));
  if (!strcmp(call, "shutdown")) return shut_down(s, word[2]);
  if (!strcmp(call, "option") && words > 3) return set_option(s, word[2], atoi(word[3]));
  answer_err(EOPNOTSUPP);
}

void socket_call(char **word, int words) {
  const char *call = word[0];
  if (words < 2) return answer_err(words ? EINVAL : EOPNOTSUPP);
  int number = atoi(word[1]), makes = !strcmp(call, "listen") || !strcmp(call, "connect") || !strcmp(call, "accept");
  struct sock *s = find(number);
  if (makes && s) return answer_err(EINVAL);
  if (!strcmp(call, "listen")) return listen_on(number, word, words);
  if (!strcmp(call, "connect")) return connect_to(number, word, words);
  if (makes) {
    struct sock *listener = words > 2 ? find(atoi(word[2])) : NULL;
    if (!listener || listener->fd < 0) return answer_err(EBADF);
    return accept_from(number, listener);
  }
  if (!s) return answer_err(EBADF);
  if (!strcmp(call, "state")) return tell_state(s);
  if (s->fd < 0) return answer_err(EBADF);
  if (!strcmp(call, "close") || !strcmp(call, "abort")) return release(s, *call == 'a');
  call_on(s, call, word, words);
}
