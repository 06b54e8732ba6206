/*
 * The line protocol of ../../../PLUGGING-IN.md for lwIP's raw API: one process, one thread, one virtual clock.
 *
 *     cc -O2 shim.c -I/usr/include/lwip -llwip -o lwip-shim
 *
 * lwIP calls us back; the kit asks. So what arrives is kept here until it is read, and a connection until it is accepted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lwip/init.h"
#include "lwip/ip.h"
#include "lwip/netif.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/tcp.h"
#include "lwip/timeouts.h"

#define PATTERN 251      /* octet k of every stream that we write is k mod 251 */
#define FIRST_RTO 3000   /* milliseconds; a constant inside lwIP's tcp_alloc */
#define MOST 65535       /* the longest packet, write and read */
#define UNACCEPTED (-1)  /* the number of a connection that has none yet */

struct sock {
  struct sock *next;
  int number;
  struct sock *listener;  /* whose queue it waits in, until accepted */
  struct pbuf *in;        /* arrived, not yet read */
  int eof;                /* the peer's FIN arrived */
  int listening;
  int connecting;         /* a connect is pending */
  int shut;               /* we sent our FIN */
  int closed;             /* the application is done with it; only its state can be asked for */
  const char *error;      /* why lwIP gave up the connection, or NULL */
  unsigned long written;
};

static FILE *out;
static struct netif netif;
static ip_addr_t own4, own6;
static struct sock *socks; /* oldest first, which makes accept first come, first served */
static u32_t now;          /* milliseconds */
static int said;           /* something since the command began */
static u8_t buffer[MOST + PATTERN];

/* lwIP asks for the time here: ours stands still between two advances. It takes the place of the library's own. */
u32_t sys_now(void) { return now; }

/* ---- answers ---- */

static void ok(void) { fputs("ok\n", out); }

static void err(const char *name) { fprintf(out, "err %s\n", name); }

static void done_connect(struct sock *s, const char *result) {
  s->connecting = 0;
  said = 1;
  fprintf(out, "done %d connect %s%s\n", s->number, strcmp(result, "ok") ? "err " : "", result);
}

/* Ends the line. */
static void put_hex(const u8_t *octets, size_t length) {
  static char text[2 * MOST + 1];
  for (size_t i = 0; i < length; i++) {
    text[2 * i] = "0123456789abcdef"[octets[i] >> 4];
    text[2 * i + 1] = "0123456789abcdef"[octets[i] & 15];
  }
  text[2 * length] = '\n';
  fwrite(text, 1, 2 * length + 1, out);
}

static const char *errno_name(err_t e) {
  switch (e) {
    case ERR_MEM: case ERR_BUF: return "ENOBUFS";
    case ERR_RTE: return "EHOSTUNREACH";
    case ERR_WOULDBLOCK: return "EAGAIN";
    case ERR_USE: return "EADDRINUSE";
    case ERR_ISCONN: return "EISCONN";
    case ERR_CONN: case ERR_CLSD: return "ENOTCONN";
    case ERR_RST: return "ECONNRESET";
    case ERR_ABRT: return "ETIMEDOUT"; /* we clear the callback before we abort: it is lwIP that gave up */
    default: return "EINVAL";
  }
}

static const char *state_name(enum tcp_state state) {
  static const char *const names[] = {"CLOSED", "LISTEN", "SYN-SENT", "SYN-RECEIVED", "ESTABLISHED", "FIN-WAIT-1",
                                      "FIN-WAIT-2", "CLOSE-WAIT", "CLOSING", "LAST-ACK", "TIME-WAIT"};
  return names[state];
}

/* ---- sockets ---- */

static struct sock *find(int number) {
  struct sock *s = socks;
  while (s && s->number != number) s = s->next;
  return s;
}

/*
 * The control block of a socket, or NULL. lwIP frees it without a word when TIME-WAIT ends: so we never keep a pointer.
 * A connection that is not yet established has the argument of its listener.
 */
static struct tcp_pcb *pcb_of(const struct sock *s) {
  for (int i = 0; i < NUM_TCP_PCB_LISTS; i++) {
    struct tcp_pcb *pcb = *tcp_pcb_lists[i];
    while (pcb && (pcb->callback_arg != s || (s->listening && pcb->state != LISTEN))) pcb = pcb->next;
    if (pcb) return pcb;
  }
  return NULL;
}

static struct sock *new_sock(int number) {
  struct sock *s = calloc(1, sizeof *s), **end = &socks;
  if (!s) abort();
  s->number = number;
  while (*end) end = &(*end)->next;
  return *end = s;
}

/* ---- what lwIP tells us ---- */

static err_t on_packet(struct netif *nif, struct pbuf *p) {
  static u8_t packet[MOST]; /* a read has its octets in the other buffer while it opens the window */
  (void)nif;
  said = 1;
  u16_t length = pbuf_copy_partial(p, packet, MOST, 0);
  fputs("packet ", out);
  put_hex(packet, length);
  return ERR_OK;
}

static err_t on_packet4(struct netif *nif, struct pbuf *p, const ip4_addr_t *to) { (void)to; return on_packet(nif, p); }

static err_t on_packet6(struct netif *nif, struct pbuf *p, const ip6_addr_t *to) { (void)to; return on_packet(nif, p); }

static err_t on_recv(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t e) {
  struct sock *s = arg;
  (void)pcb;
  (void)e;
  if (!p) s->eof = 1;
  else if (s->in) pbuf_cat(s->in, p);
  else s->in = p;
  return ERR_OK;
}

static void on_err(void *arg, err_t e) {
  struct sock *s = arg;
  if (e == ERR_CLSD) return; /* LAST-ACK ended well */
  s->error = errno_name(e);
  if (s->connecting) done_connect(s, e == ERR_RST ? "ECONNREFUSED" : s->error);
}

static err_t on_connected(void *arg, struct tcp_pcb *pcb, err_t e) {
  (void)pcb;
  (void)e;
  done_connect(arg, "ok");
  return ERR_OK;
}

static void watch(struct tcp_pcb *pcb, struct sock *s) {
  tcp_arg(pcb, s);
  tcp_recv(pcb, s->closed ? NULL : on_recv);
  tcp_err(pcb, s->closed ? NULL : on_err);
}

static err_t on_accept(void *arg, struct tcp_pcb *pcb, err_t e) {
  if (e != ERR_OK || !pcb) return ERR_VAL;
  struct sock *s = new_sock(UNACCEPTED);
  s->listener = arg;
  watch(pcb, s);
  return ERR_OK;
}

/* ---- commands; each returns after its answer is written ---- */

static void hello(char **word, int words) {
  static ip4_addr_t mask;
  if (words < 4 || strcmp(word[1], "1") || !ipaddr_aton(word[2], &own4)) return err("EPROTO");
  IP4_ADDR(&mask, 255, 255, 255, 0);
  netif_set_addr(&netif, ip_2_ip4(&own4), &mask, IP4_ADDR_ANY4);
  if (words > 4 && ipaddr_aton(word[4], &own6)) {
    netif_ip6_addr_set(&netif, 1, ip_2_ip6(&own6));
    netif_ip6_addr_set_state(&netif, 1, IP6_ADDR_PREFERRED); /* no duplicate address detection */
  }
  fprintf(out, "ok lwip %s clock=virtual ip=4,6 msl_ms=%lu rto_ms=%d granularity_ms=%d delack_ms=%d "
          "features=halfclose,halfdup,abort,status,keepalive,ooo,ip,1337,5961-RST,5961-SYN\n",
          LWIP_VERSION_STRING, TCP_MSL, FIRST_RTO, TCP_SLOW_INTERVAL, TCP_FAST_INTERVAL);
}

/* listen S PORT [ADDRESS] */
static void listen_on(int number, char **word, int words) {
  ip_addr_t at = own4;
  if (words < 3 || (words > 3 && !ipaddr_aton(word[3], &at))) return err("EINVAL");
  struct tcp_pcb *pcb = tcp_new_ip_type(IP_GET_TYPE(&at)), *listener = NULL;
  err_t e = pcb ? tcp_bind(pcb, &at, (u16_t)atoi(word[2])) : ERR_MEM;
  if (e == ERR_OK) listener = tcp_listen_with_backlog_and_err(pcb, TCP_DEFAULT_LISTEN_BACKLOG, &e);
  if (!listener) {
    if (pcb) tcp_close(pcb);
    return err(errno_name(e));
  }
  struct sock *s = new_sock(number);
  s->listening = 1;
  tcp_arg(listener, s);
  tcp_accept(listener, on_accept);
  ok();
}

/* connect S ADDRESS PORT [SOURCE-PORT] */
static void connect_to(int number, char **word, int words) {
  ip_addr_t to;
  if (words < 4 || !ipaddr_aton(word[2], &to)) return err("EINVAL");
  struct tcp_pcb *pcb = tcp_new_ip_type(IP_GET_TYPE(&to));
  err_t e = pcb ? tcp_bind(pcb, IP_IS_V6(&to) ? &own6 : &own4, words > 4 ? (u16_t)atoi(word[4]) : 0) : ERR_MEM;
  if (e == ERR_OK) e = tcp_connect(pcb, &to, (u16_t)atoi(word[3]), on_connected);
  if (e != ERR_OK) {
    if (pcb) tcp_close(pcb);
    return err(errno_name(e));
  }
  struct sock *s = new_sock(number);
  s->connecting = 1;
  watch(pcb, s);
  fputs("pending\n", out);
}

static void accept_from(int number, const struct sock *listener) {
  struct sock *s = socks;
  while (s && s->listener != listener) s = s->next;
  if (!s) return err("EAGAIN");
  s->listener = NULL;
  s->number = number;
  ok();
}

static void write_to(struct sock *s, unsigned long length) {
  struct tcp_pcb *pcb = pcb_of(s);
  if (s->error) return err(s->error);
  if (!pcb || s->shut) return err("EPIPE");
  if (length > tcp_sndbuf(pcb)) length = tcp_sndbuf(pcb);
  if (length == 0) return err("EAGAIN");
  for (unsigned long i = 0; i < length; i++) buffer[i] = (u8_t)((s->written + i) % PATTERN);
  err_t e = tcp_write(pcb, buffer, (u16_t)length, TCP_WRITE_FLAG_COPY);
  if (e != ERR_OK) return err(e == ERR_MEM ? "EAGAIN" : errno_name(e));
  s->written += length;
  tcp_output(pcb);
  fprintf(out, "ok %lu\n", length);
}

static void read_from(struct sock *s, unsigned long most) {
  struct tcp_pcb *pcb = pcb_of(s);
  if (s->in) {
    u16_t length = pbuf_copy_partial(s->in, buffer, (u16_t)(most > MOST ? MOST : most), 0);
    s->in = pbuf_free_header(s->in, length);
    if (pcb) tcp_recved(pcb, length); /* may send a window update: before the answer */
    fprintf(out, "ok %u ", length);
    put_hex(buffer, length);
  } else if (s->eof) {
    fputs("eof\n", out);
  } else if (s->error) {
    err(s->error);
  } else {
    err(pcb ? "EAGAIN" : "ENOTCONN");
  }
}

static void shut_down(struct sock *s, const char *how) {
  struct tcp_pcb *pcb = pcb_of(s);
  int rd = !strcmp(how, "rd") || !strcmp(how, "rdwr"), wr = !strcmp(how, "wr") || !strcmp(how, "rdwr");
  if (!rd && !wr) return err("EINVAL");
  if (!pcb) return err(s->error ? s->error : "ENOTCONN");
  err_t e = tcp_shutdown(pcb, rd, wr);
  if (e != ERR_OK) return err(errno_name(e));
  s->shut |= wr;
  s->eof |= rd;
  ok();
}

static void set_option(struct sock *s, const char *name, int value) {
  struct tcp_pcb *pcb = pcb_of(s);
  if (!pcb || pcb->state == LISTEN) return err("EINVAL");
  if (!strcmp(name, "nodelay")) {
    if (value) tcp_nagle_disable(pcb); else tcp_nagle_enable(pcb);
  } else if (!strcmp(name, "keepalive")) {
    if (value) ip_set_option(pcb, SOF_KEEPALIVE); else ip_reset_option(pcb, SOF_KEEPALIVE);
  } else if (!strcmp(name, "keepidle")) {
    pcb->keep_idle = 1000u * (u32_t)value;
  } else if (!strcmp(name, "keepintvl")) {
    pcb->keep_intvl = 1000u * (u32_t)value;
  } else if (!strcmp(name, "keepcnt")) {
    pcb->keep_cnt = (u32_t)value;
  } else {
    return err("ENOPROTOOPT");
  }
  ok();
}

/* After this the socket can only be asked for its state. */
static void release(struct sock *s, int aborting) {
  struct tcp_pcb *pcb = pcb_of(s);
  s->closed = 1;
  s->connecting = 0;
  for (struct sock *c = socks; c; c = c->next) /* nobody will accept these any more */
    if (c->listener == s) { c->listener = NULL; release(c, 1); }
  if (pcb) {
    int listening = pcb->state == LISTEN;
    if (!listening) watch(pcb, s);
    if (aborting && !listening) tcp_abort(pcb); else tcp_close(pcb); /* close with unread data sends RST */
  }
  if (s->in) pbuf_free(s->in);
  s->in = NULL;
}

static int digit(char c) { return c <= '9' ? c - '0' : (c | 32) - 'a' + 10; }

static void deliver(const char *hex) {
  size_t length = strlen(hex) / 2;
  if (length < 1 || length > MOST) return err("EINVAL");
  for (size_t i = 0; i < length; i++) {
    buffer[i] = (u8_t)(digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1]));
  }
  struct pbuf *p = pbuf_alloc(PBUF_RAW, (u16_t)length, PBUF_RAM);
  if (!p) return err("ENOBUFS");
  pbuf_take(p, buffer, (u16_t)length);
  if (netif.input(p, &netif) != ERR_OK) pbuf_free(p);
  ok();
}

/* Goes from timer to timer, until the time is over or something was said. */
static void advance(u32_t most) {
  u32_t from = now;
  while (now - from < most && !said) {
    u32_t step = sys_timeouts_sleeptime(), left = most - (now - from);
    now += step < left ? step : left;
    sys_check_timeouts();
  }
  fprintf(out, "ok %lu\n", (unsigned long)(now - from));
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
    struct tcp_pcb *pcb = pcb_of(s);
    fprintf(out, "ok %s\n", state_name(pcb ? pcb->state : CLOSED));
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
  if (!strcmp(command, "write")) return write_to(s, strtoul(word[2], NULL, 10));
  if (!strcmp(command, "read")) return read_from(s, strtoul(word[2], NULL, 10));
  if (!strcmp(command, "shutdown")) return shut_down(s, word[2]);
  if (!strcmp(command, "option") && words > 3) return set_option(s, word[2], atoi(word[3]));
  err("EOPNOTSUPP");
}

static void obey(char **word, int words) {
  const char *command = word[0];
  if (!strcmp(command, "hello")) return hello(word, words);
  if (!strcmp(command, "bye")) return ok();
  if (words < 2) return err("EINVAL");
  if (!strcmp(command, "deliver")) return deliver(word[1]);
  if (!strcmp(command, "advance")) return advance((u32_t)strtoul(word[1], NULL, 10));
  if (!strcmp(command, "set")) { /* lwIP has RFC 1337's protection, always; its other knobs are fixed when it is built */
    int always = words > 2 && !strcmp(word[1], "tcp_rfc1337") && !strcmp(word[2], "1");
    return always ? ok() : err("EOPNOTSUPP");
  }
  on_socket(command, word, words);
}

static err_t up(struct netif *nif) {
  nif->mtu = 1500;
  nif->output = on_packet4;
  nif->output_ip6 = on_packet6;
  return ERR_OK;
}

/* Serves one life of the stack. Returns 1 when it is to begin again. */
static int serve(void) {
  char *line = NULL, *word[8];
  size_t room = 0;
  lwip_init();
  netif_add(&netif, NULL, NULL, NULL, NULL, up, ip_input);
  netif_set_default(&netif);
  netif_set_link_up(&netif);
  netif_set_up(&netif);
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
  dup2(STDERR_FILENO, STDOUT_FILENO);    /* what lwIP itself prints is a log */
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
