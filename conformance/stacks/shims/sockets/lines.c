/* Lines in and out, and the names of errors. */
#include "shim.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct text {
  char *octets;
  size_t length, room;
};

static struct text said, answered, in;

static void need(struct text *t, size_t more) {
  if (t->length + more <= t->room) return;
  t->room = 2 * (t->length + more);
  t->octets = realloc(t->octets, t->room);
  if (!t->octets) die("out of memory");
}

static void put(struct text *t, const char *format, va_list values) {
  va_list again;
  va_copy(again, values);
  int length = vsnprintf(NULL, 0, format, again);
  va_end(again);
  need(t, (size_t)length + 1);
  vsnprintf(t->octets + t->length, (size_t)length + 1, format, values);
  t->length += (size_t)length;
}

static void put_hex(struct text *t, const unsigned char *octets, size_t length) {
  need(t, 2 * length + 1);
  char *to = t->octets + t->length;
  for (size_t i = 0; i < length; i++) {
    *to++ = "0123456789abcdef"[octets[i] >> 4];
    *to++ = "0123456789abcdef"[octets[i] & 15];
  }
  *to = '\n';
  t->length += 2 * length + 1;
}

void say(const char *format, ...) {
  va_list values;
  va_start(values, format);
  put(&said, format, values);
  va_end(values);
}

void say_hex(const unsigned char *octets, size_t length) { put_hex(&said, octets, length); }

void answer(const char *format, ...) {
  va_list values;
  va_start(values, format);
  put(&answered, format, values);
  va_end(values);
}

void answer_octets(const unsigned char *octets, size_t length) {
  answer("ok %zu ", length);
  put_hex(&answered, octets, length);
}

int any_said(void) { return said.length > 0; }

static void write_all(int out, struct text *t) {
  for (size_t done = 0; done < t->length;) {
    ssize_t n = write(out, t->octets + done, t->length - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) exit(0); /* nobody listens any more */
    done += (size_t)n;
  }
  t->length = 0;
}

void flush(int out) {
  need(&said, answered.length);
  memcpy(said.octets + said.length, answered.octets, answered.length); /* one write, so that one read has it all */
  said.length += answered.length;
  answered.length = 0;
  write_all(out, &said);
}

char *next_line(int from, int *ended) {
  static size_t taken;
  if (taken) { /* the line that was returned last is over */
    memmove(in.octets, in.octets + taken, in.length - taken);
    in.length -= taken;
    taken = 0;
  }
  char *end = in.length ? memchr(in.octets, '\n', in.length) : NULL;
  if (!end) {
    need(&in, 65536);
    ssize_t n = read(from, in.octets + in.length, 65536);
    if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) *ended = 1;
    if (n <= 0) return NULL;
    in.length += (size_t)n;
    end = memchr(in.octets, '\n', in.length);
  }
  if (!end) return NULL;
  *end = 0;
  taken = (size_t)(end - in.octets) + 1;
  return in.octets;
}

static int digit(char c) { return c <= '9' ? c - '0' : (c | 32) - 'a' + 10; }

size_t read_hex(const char *hex, unsigned char *to, size_t most) {
  size_t length = strlen(hex) / 2;
  if (length > most) return 0;
  for (size_t i = 0; i < length; i++) to[i] = (unsigned char)(digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1]));
  return length;
}

int words_of(char *line, char **word) {
  int words = 0;
  for (char *w = strtok(line, " "); w && words < MOST_WORDS; w = strtok(NULL, " ")) word[words++] = w;
  return words;
}

const char *errno_name(int number) {
  static const struct { int number; const char *name; } names[] = {
      {EPERM, "EPERM"}, {EBADF, "EBADF"}, {EAGAIN, "EAGAIN"}, {ENOMEM, "ENOMEM"}, {EINVAL, "EINVAL"},
      {EMFILE, "EMFILE"}, {EPIPE, "EPIPE"}, {EPROTO, "EPROTO"}, {ENOPROTOOPT, "ENOPROTOOPT"},
      {EOPNOTSUPP, "EOPNOTSUPP"}, {EADDRINUSE, "EADDRINUSE"}, {EADDRNOTAVAIL, "EADDRNOTAVAIL"},
      {ENETUNREACH, "ENETUNREACH"}, {ECONNABORTED, "ECONNABORTED"}, {ECONNRESET, "ECONNRESET"},
      {ENOBUFS, "ENOBUFS"}, {EISCONN, "EISCONN"}, {ENOTCONN, "ENOTCONN"}, {ETIMEDOUT, "ETIMEDOUT"},
      {ECONNREFUSED, "ECONNREFUSED"}, {EHOSTUNREACH, "EHOSTUNREACH"}, {EALREADY, "EALREADY"},
      {EINPROGRESS, "EINPROGRESS"}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (names[i].number == number) return names[i].name;
  return NULL;
}

void answer_err(int number) {
  const char *name = errno_name(number);
  errno = number;
  if (!name) die("the kernel answered with an error that no call here expects");
  answer("err %s\n", name);
}

void die(const char *what) {
  fprintf(stderr, "lastack-shim: %s: %s\n", what, strerror(errno));
  exit(2);
}
