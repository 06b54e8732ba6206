/*
 * The line protocol of lastack for a stack of yours: one process, one thread, one virtual clock.
 *
 *     cc -O2 -o shim shim.c
 *
 * It says hello and refuses everything else. Fill in what is marked YOURS, from the top down, and look with
 * "lastack shim-check -- ./shim" after each step.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST 65535 /* the longest packet */

static unsigned char packet[MOST];

static void ok(void) { puts("ok"); }

static void err(const char *name) { printf("err %s\n", name); }

/* YOURS: call this for every IP packet that the stack sends, while a command is being answered. */
void on_packet(const unsigned char *octets, size_t length) {
  fputs("packet ", stdout);
  for (size_t i = 0; i < length; i++) printf("%02x", octets[i]);
  putchar('\n');
}

/* YOURS: call this when a connect that was answered with "pending" has come to an end; error is NULL when it is established. */
void on_connected(int socket, const char *error) {
  printf("done %d connect %s%s\n", socket, error ? "err " : "ok", error ? error : "");
}

/* own4, peer4, own6, peer6: the addresses that the stack has, and those of the kit. YOURS: tell the stack. */
static void hello(char **word, int words) {
  if (words < 6 || strcmp(word[1], "1")) return err("EPROTO");
  /* YOURS: the name; MSL and first retransmission timeout as they are; a feature when the stack has it. */
  puts("ok mystack 0.1 clock=virtual msl_ms=60000 rto_ms=1000 features=");
}

static void deliver(const char *hex) {
  size_t length = 0;
  for (unsigned octet; length < MOST && sscanf(hex + 2 * length, "%2x", &octet) == 1; length++) packet[length] = octet;
  /* YOURS: the packet arrives. It need not be well formed. */
  ok();
}

/* YOURS: let so many milliseconds pass, but stop at the first in which the stack says something. */
static void advance(unsigned long most) { printf("ok %lu\n", most); }

static void obey(char **word, int words) {
  const char *command = word[0];
  if (!strcmp(command, "hello")) return hello(word, words);
  if (!strcmp(command, "bye")) return ok();
  if (!strcmp(command, "deliver") && words > 1) return deliver(word[1]);
  if (!strcmp(command, "advance") && words > 1) return advance(strtoul(word[1], NULL, 10));
  /* YOURS: listen, connect, accept, write, read, shutdown, close, abort, state, option, set, again. */
  err("EOPNOTSUPP");
}

int main(void) {
  static char line[2 * MOST + 100];
  while (fgets(line, sizeof line, stdin)) {
    char *word[8];
    int words = 0;
    for (char *w = strtok(line, " \n"); w && words < 8; w = strtok(NULL, " \n")) word[words++] = w;
    if (!words) continue;
    obey(word, words);
    fflush(stdout); /* after every answer */
    if (!strcmp(word[0], "bye")) break;
  }
  return 0;
}
