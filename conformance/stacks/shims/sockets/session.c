/* One life of the stack: what is said to it, and what it says. */
#include "shim.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

static int tun = -1;

int wire(void) { return tun; }

void begin_session(void) { tun = -1; }

/* Without what distributions add to the number of the version. */
static char *release_name(void) {
  static struct utsname name;
  uname(&name);
  name.release[strcspn(name.release, "-+ ")] = 0;
  return name.release;
}

/* hello 1 OWN4 PEER4 OWN6 PEER6 */
static void hello(char **word, int words, const struct clock *clock) {
  static union name own4, own6;
  int v6 = words > 4 && parse_address(word[4], 0, &own6);
  if (tun >= 0 || words < 4 || strcmp(word[1], "1") || !parse_address(word[2], 0, &own4)) return answer_err(EPROTO);
  settle_sysctls();
  tun = open_wire(&own4, v6 ? &own6 : NULL);
  begin_sockets(&own4, &own6);
  answer("ok linux %s clock=%s ip=%s msl_ms=30000 rto_ms=200 granularity_ms=10 delack_ms=50%s "
         "features=halfclose,halfdup,sockets,linger,abort,status,orphan,backlog,usertimeout,keepalive,ooo,urg,icmp,ip,isn,ts,"
         "paws,6191,tw-reopen,tw-reuse,1337,5961-RST,5961-SYN,5961-DATA,throttle\n",
         release_name(), clock->word, v6 && has_v6() ? "4,6" : "4", clock->more);
}

static void set(char **word, int words, const struct clock *clock) {
  if (words < 3) return answer_err(EINVAL);
  int orphans = !strcmp(word[1], "tcp_max_orphans");
  int failed = orphans ? clock->set_orphans(word[2]) : write_sysctl(word[1], word[2]);
  if (failed) answer_err(failed); else answer("ok\n");
}

/* Commands of which nothing follows that would have to be told. */
static int is_quiet(const char *command) {
  static const char *const quiet[] = {"advance", /* has told it */
                                      "hello", "set", "listen", "accept", "poll", "error", "state", "received", "connections"};
  for (size_t i = 0; i < sizeof quiet / sizeof *quiet; i++)
    if (!strcmp(command, quiet[i])) return 1;
  return 0;
}

enum outcome obey(char *line, const struct clock *clock) {
  char *word[MOST_WORDS];
  int words = words_of(line, word);
  const char *command = words ? word[0] : "";
  if (!strcmp(command, "again") && clock->advance) return AGAIN;
  if (!strcmp(command, "bye")) {
    answer("ok\n");
    return BYE;
  }
  if (!strcmp(command, "hello")) {
    hello(word, words, clock);
  } else if (tun < 0) {
    answer_err(EPROTO); /* hello comes first */
  } else if (!strcmp(command, "set")) {
    set(word, words, clock);
  } else if (!strcmp(command, "deliver") && words > 1) {
    deliver(tun, word[1]);
  } else if (!strcmp(command, "advance") && words > 1 && clock->advance) {
    clock->advance(tun, strtoul(word[1], NULL, 10));
  } else if (!strcmp(command, "connections")) {
    tell_connections();
  } else {
    socket_call(word, words);
  }
  int settled = clock->settle && clock->settle();
  if (settled || !is_quiet(command)) tell();
  return GO_ON;
}

/* A connect ends before its last ACK leaves, and the kit must hear it first. */
void tell(void) {
  static unsigned char packet[MOST_PACKET];
  size_t length;
  tell_ended();
  while (tun >= 0 && (length = next_packet(tun, packet)) > 0) {
    tell_ended();
    say("packet ");
    say_hex(packet, length);
  }
}
