/*
 * Read before drivers/char/random.c, so that no source of the kernel is changed: a kernel without random numbers of the host has nothing
 * to mix in, and need not wake for it each minute and after each interrupt.
 */
#include <linux/timer.h>
#include <linux/workqueue.h>
#define queue_delayed_work(queue, work, later) ((void)(queue), (void)(work), (void)(later))
#define add_timer_on(timer, processor) ((void)(timer), (void)(processor))
