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
#define MTU 1500
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

static int write_file(const char *path, const char *value) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return errno;
  int failed = write(fd, value, strlen(value)) < 0 ? errno : 0;
  close(fd);
  return failed;
}

/* Below /proc/sys/net. */
static int write_net(const char *name, const char *value) {
  char path[256];
  snprintf(path, sizeof path, "/proc/sys/net/%s", name);
  return write_file(path, value);
}

void settle_sysctls(void) {
  /* Where a new namespace would take over what the system has, or where a default would couple connections. */
  static const char *const settled[][2] = {
      {"ipv4/tcp_congestion_control", "reno"},
      {"ipv4/tcp_ecn", "0"},
      {"ipv4/tcp_rmem", "4096 131072 6291456"},
      {"ipv4/tcp_wmem", "4096 16384 4194304"},
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
  for (size_t i = 0; i < sizeof settled / sizeof *settled; i++) {
    int failed = write_net(settled[i][0], settled[i][1]);
    errno = failed;
    if (failed && failed != ENOENT) die("/proc/sys/net of a namespace of our own must be writable");
  }
  v6_works = access("/proc/sys/net/ipv6/conf/default/disable_ipv6", F_OK) == 0;
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

static struct ifreq request_for(const char *device) {
  struct ifreq request;
  memset(&request, 0, sizeof request);
  strncpy(request.ifr_name, device, IFNAMSIZ - 1);
  return request;
}

static void control(int fd, unsigned long number, void *request, const char *what) {
  if (ioctl(fd, number, request) < 0) die(what);
}

static void bring_up(int fd, const char *device) {
  struct ifreq request = request_for(device);
  control(fd, SIOCGIFFLAGS, &request, "cannot read the state of a network device");
  request.ifr_flags |= IFF_UP | IFF_RUNNING;
  control(fd, SIOCSIFFLAGS, &request, "cannot bring a network device up");
}

/* By netlink, since the ioctl for it wants the system's root. */
static void lengthen_queue(int index) {
  struct {
    struct nlmsghdr header;
    struct ifinfomsg link;
    struct nlattr attribute;
    int length;
  } message = {.header = {.nlmsg_len = sizeof message, .nlmsg_type = RTM_NEWLINK,
                          .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK, .nlmsg_seq = 1},
               .link = {.ifi_index = index},
               .attribute = {.nla_len = NLA_HDRLEN + sizeof(int), .nla_type = IFLA_TXQLEN},
               .length = QUEUE};
  struct {
    struct nlmsghdr header;
    struct nlmsgerr error;
    char rest[256];
  } reply;
  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (fd < 0 || send(fd, &message, sizeof message, 0) < 0 || recv(fd, &reply, sizeof reply, 0) < 0)
    die("cannot set the queue of the TUN device");
  close(fd);
  errno = -reply.error.error;
  if (errno) die("cannot set the queue of the TUN device");
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

static void add_v6(const union name *own, int index) {
  struct { struct in6_addr address; uint32_t bits; int index; } request = {own->v6.sin6_addr, 64, index};
  int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) die("cannot open a socket of IPv6");
  control(fd, SIOCSIFADDR, &request, "cannot set the IPv6 address of the TUN device");
  close(fd);
  await_route(&own->v6.sin6_addr);
}

static int open_device(void) {
  int tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (tun < 0) die("cannot open /dev/net/tun (load it with 'modprobe tun', or run as root)");
  struct ifreq request = request_for(DEVICE);
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  control(tun, TUNSETIFF, &request, "cannot make a TUN device");
  return tun;
}

int open_wire(const union name *own4, const union name *own6) {
  int tun = open_device(), fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) die("cannot open a socket");
  struct ifreq request = request_for(DEVICE);
  request.ifr_mtu = MTU;
  control(fd, SIOCSIFMTU, &request, "cannot set the MTU of the TUN device");
  control(fd, SIOCGIFINDEX, &request, "cannot find the TUN device");
  int index = request.ifr_ifindex;
  lengthen_queue(index);
  request = request_for(DEVICE);
  memcpy(&request.ifr_addr, own4, sizeof own4->v4);
  control(fd, SIOCSIFADDR, &request, "cannot set the IPv4 address of the TUN device");
  struct sockaddr_in mask = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0xffffff00)};
  memcpy(&request.ifr_netmask, &mask, sizeof mask);
  control(fd, SIOCSIFNETMASK, &request, "cannot set the netmask of the TUN device");
  bring_up(fd, "lo");
  bring_up(fd, DEVICE);
  close(fd);
  if (own6 && v6_works) add_v6(own6, index);
  return tun;
}

/* ---- packets ---- */

static int digit(char c) { return c <= '9' ? c - '0' : (c | 32) - 'a' + 10; }

/* A packet that is not even IP disappears, as on a wire. */
void deliver(int tun, const char *hex) {
  static unsigned char packet[MOST_PACKET];
  size_t length = strlen(hex) / 2;
  if (length < 1 || length > MOST_PACKET) return answer_err(EINVAL);
  for (size_t i = 0; i < length; i++) packet[i] = (unsigned char)(digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1]));
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
