/* The wire: a TUN device, the addresses of the kernel behind it, and its sysctls. */
#include "shim.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define DEVICE "lastack0"
#define LOOPBACK 1        /* has this number in every namespace */
#define NUMBER 1000       /* of the device: nobody else has it */
#define QUEUE 16384       /* packets that may wait: enough for hundreds of connections that all speak at once */
#define ROUTE_TRIES 25000 /* of 0.2 ms each */

static int v6_works;

int has_v6(void) { return v6_works; }

int parse_address(const char *text, int port, union name *name) {
  memset(name, 0, sizeof *name);
  if (inet_pton(AF_INET, text, &name->v4.sin_addr) == 1) {
    name->v4.sin_family = AF_INET;
    name->v4.sin_port = htons((uint16_t)port);
    return 1;
  }
  if (inet_pton(AF_INET6, text, &name->v6.sin6_addr) != 1) return 0;
  name->v6.sin6_family = AF_INET6;
  name->v6.sin6_port = htons((uint16_t)port);
  return 1;
}

socklen_t name_size(const union name *name) {
  return name->any.sa_family == AF_INET6 ? sizeof name->v6 : sizeof name->v4;
}

/* ---- sysctls ---- */

/* The file stays open as long as this life: in a kernel of our own each call that is not made counts. */
static int write_file(const char *path, const char *value) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  return fd < 0 || write(fd, value, strlen(value)) < 0 ? errno : 0;
}

/* Below /proc/sys/net. */
static int write_net(const char *name, const char *value) {
  char path[256];
  snprintf(path, sizeof path, "/proc/sys/net/%s", name);
  return write_file(path, value);
}

/* Where a new namespace would take over what the system has, or where a default would couple connections. */
static const char *const settled[][2] = {
    {"ipv4/tcp_congestion_control", "reno"},
    {"ipv4/tcp_ecn", "0"},
    {"ipv4/tcp_rmem", "4096\t131072\t6291456"},
    {"ipv4/tcp_wmem", "4096\t16384\t4194304"},
    /* What one connection learns of the path must not change the next. */
    {"ipv4/tcp_no_metrics_save", "1"},
    /* An ACK that is missing because of a limit would be a false failure; a scenario on the limit sets it. */
    {"ipv4/tcp_invalid_ratelimit", "0"},
    {"ipv4/tcp_challenge_ack_limit", "1000000"},
    /* Hundreds of half-open connections at once must not turn on SYN cookies. */
    {"ipv4/tcp_max_syn_backlog", "4096"},
    {"core/somaxconn", "4096"},
    {"ipv4/conf/all/rp_filter", "0"},
    {"ipv4/conf/default/rp_filter", "0"},
    {"ipv6/conf/all/disable_ipv6", "0"},
    {"ipv6/conf/default/disable_ipv6", "0"},
    /* No link-local address, no duplicate detection, no solicitations: nothing but TCP leaves the device. */
    {"ipv6/conf/default/addr_gen_mode", "1"},
    {"ipv6/conf/default/accept_dad", "0"},
    {"ipv6/conf/default/accept_ra", "0"},
    {"ipv6/conf/default/autoconf", "0"},
    {"ipv6/conf/default/router_solicitations", "0"}};

#define SETTLED (sizeof settled / sizeof *settled)

static unsigned inherited; /* a bit for each that a new namespace has already */

static void note_v6(void) { v6_works = access("/proc/sys/net/ipv6/conf/default/disable_ipv6", F_OK) == 0; }

void settle_sysctls(void) {
  for (size_t i = 0; i < SETTLED; i++) {
    int failed = inherited >> i & 1 ? 0 : write_net(settled[i][0], settled[i][1]);
    errno = failed;
    if (failed && failed != ENOENT) die("/proc/sys/net of a namespace of our own must be writable");
  }
  if (!inherited) note_v6();
}

void rest_neighbours(void) {
  static const char *const never[] = {"base_reachable_time_ms", "interval_probe_time_ms"};
  char name[128];
  for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
    for (int v6 = 0; v6 < 2; v6++) {
      snprintf(name, sizeof name, "ipv%d/neigh/default/%s", v6 ? 6 : 4, never[i]);
      write_net(name, "2000000000"); /* a knob that is missing does nothing either */
    }
  }
}

unsigned sysctls_as_settled(void) {
  char path[256], value[256];
  unsigned same = 0;
  for (size_t i = 0; i < SETTLED; i++) {
    snprintf(path, sizeof path, "/proc/sys/net/%s", settled[i][0]);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read(fd, value, sizeof value - 1);
    if (fd >= 0) close(fd);
    if (length > 0) value[length - 1] = 0; /* its line feed */
    if (length < 0 || !strcmp(value, settled[i][1])) same |= 1u << i;
  }
  return same;
}

void inherit_sysctls(unsigned same) {
  inherited = same;
  note_v6();
}

int write_sysctl(const char *knob, const char *value) {
  char name[128], range[64];
  if (strspn(knob, "abcdefghijklmnopqrstuvwxyz_0123456789") != strlen(knob)) return EOPNOTSUPP;
  if (!strcmp(knob, "ip_local_port_range")) { /* a range of one port */
    snprintf(range, sizeof range, "%s %s", value, value);
    value = range;
  }
  snprintf(name, sizeof name, "ipv4/%.100s", knob);
  int failed = write_net(name, value);
  if (failed == ENOENT) {
    snprintf(name, sizeof name, "core/%.100s", knob);
    failed = write_net(name, value);
  }
  return failed == ENOENT || failed == EACCES ? EOPNOTSUPP : failed;
}

/* ---- the device ---- */

/* ---- netlink: all that a device is told, in one message ---- */

struct batch {
  size_t length;
  char octets[1024];
};

static void *put(struct batch *b, size_t length) {
  void *at = b->octets + b->length;
  memset(at, 0, NLMSG_ALIGN(length));
  b->length += NLMSG_ALIGN(length);
  return at;
}

static void put_attribute(struct batch *b, int type, const void *value, size_t length) {
  struct nlattr *attribute = put(b, NLA_HDRLEN + length);
  *attribute = (struct nlattr){(uint16_t)(NLA_HDRLEN + length), (uint16_t)type};
  memcpy((char *)attribute + NLA_HDRLEN, value, length);
}

/* Begins a message; its length is known when the next begins, or the batch is sent. */
static struct nlmsghdr *put_header(struct batch *b, int type, int flags) {
  struct nlmsghdr *header = put(b, sizeof *header);
  header->nlmsg_type = (uint16_t)type;
  header->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
  return header;
}

static void end_message(struct batch *b, struct nlmsghdr *header) {
  header->nlmsg_len = (uint32_t)(b->octets + b->length - (char *)header);
}

static struct nlmsghdr *put_up(struct batch *b, int index, int queue) {
  struct nlmsghdr *header = put_header(b, RTM_NEWLINK, 0);
  struct ifinfomsg *link = put(b, sizeof *link);
  *link = (struct ifinfomsg){.ifi_index = index, .ifi_flags = IFF_UP, .ifi_change = IFF_UP};
  if (queue) put_attribute(b, IFLA_TXQLEN, &queue, sizeof queue);
  end_message(b, header);
  return header;
}

static struct nlmsghdr *put_own(struct batch *b, int index, const union name *own, int bits) {
  int v6 = own->any.sa_family == AF_INET6;
  const void *octets = v6 ? (const void *)&own->v6.sin6_addr : &own->v4.sin_addr;
  struct nlmsghdr *header = put_header(b, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL);
  struct ifaddrmsg *address = put(b, sizeof *address);
  *address = (struct ifaddrmsg){.ifa_family = (uint8_t)own->any.sa_family, .ifa_prefixlen = (uint8_t)bits,
                                .ifa_flags = v6 ? IFA_F_NODAD : 0, .ifa_index = (uint32_t)index};
  put_attribute(b, IFA_LOCAL, octets, v6 ? 16 : 4);
  if (!v6) put_attribute(b, IFA_ADDRESS, octets, 4);
  end_message(b, header);
  return header;
}

/* Sends them, and dies when one is refused: that is answered, and if none is the last, which asks for an answer. */
static void send_batch(const struct batch *b) {
  struct {
    struct nlmsghdr header;
    struct nlmsgerr result;
    char rest[1024];
  } reply = {0};
  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (fd < 0 || send(fd, b->octets, b->length, 0) < 0) die("cannot set up the TUN device");
  ssize_t length = recv(fd, &reply, sizeof reply, 0);
  if (length >= 0) errno = reply.header.nlmsg_type == NLMSG_ERROR ? -reply.result.error : EPROTO;
  if (errno) die("cannot set up the TUN device");
  close(fd);
}

/* Even without a search for duplicates the kernel takes an IPv6 address into use a little later, with its route. */
static void await_route(const struct in6_addr *address) {
  static char table[65536];
  char wanted[40];
  for (int i = 0; i < 16; i++) sprintf(wanted + 2 * i, "%02x", address->s6_addr[i]);
  strcat(wanted, " 80 ");
  for (int tries = 0; tries < ROUTE_TRIES; tries++) {
    int fd = open("/proc/thread-self/net/ipv6_route", O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read(fd, table, sizeof table - 1);
    if (length < 0) die("cannot read the routes of IPv6");
    close(fd);
    table[length] = 0;
    if (strstr(table, wanted)) return;
    nanosleep(&(struct timespec){0, 200000}, NULL);
  }
  die("the kernel does not take its IPv6 address into use");
}

static int open_device(void) {
  int tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (tun < 0) die("cannot open /dev/net/tun (load it with 'modprobe tun', or run as root)");
  struct ifreq request = {.ifr_name = DEVICE, .ifr_flags = IFF_TUN | IFF_NO_PI};
  int index = NUMBER;
  if (ioctl(tun, TUNSETIFINDEX, &index) < 0 || ioctl(tun, TUNSETIFF, &request) < 0) die("cannot make a TUN device");
  return tun;
}

int open_wire(const union name *own4, const union name *own6) {
  static int routed; /* in the life before: it takes less time than a life waits before it begins, and the same in each */
  struct batch batch = {0};
  int tun = open_device(), v6 = own6 && v6_works;
  put_own(&batch, NUMBER, own4, 24);
  put_up(&batch, LOOPBACK, 0);
  struct nlmsghdr *last = put_up(&batch, NUMBER, QUEUE);
  if (v6) last = put_own(&batch, NUMBER, own6, 64);
  last->nlmsg_flags |= NLM_F_ACK;
  send_batch(&batch);
  if (v6 && !routed) await_route(&own6->v6.sin6_addr);
  routed = v6;
  return tun;
}

/* ---- packets ---- */

/* A packet that is not even IP disappears, as on a wire. */
void deliver(int tun, const char *hex) {
  static unsigned char packet[MOST_PACKET];
  size_t length = read_hex(hex, packet, MOST_PACKET);
  if (!length) return answer_err(EINVAL);
  while (write(tun, packet, length) < 0 && errno == EINTR) {}
  answer("ok\n");
}

static int is_tcp(const unsigned char *packet) {
  return packet[0] >> 4 == 4 ? packet[9] == IPPROTO_TCP : packet[0] >> 4 == 6 && packet[6] == IPPROTO_TCP;
}

size_t next_packet(int tun, unsigned char *packet) {
  for (;;) {
    ssize_t length = read(tun, packet, MOST_PACKET);
    if (length < 0 && errno != EINTR) return 0;
    if (length > 0 && is_tcp(packet)) return (size_t)length;
  }
}
