/* ws_load: many websocket readers in one thread, and a bare broadcast server to hold a product against.
 *
 *   ws_load serve PORT                         bare limit: GET /go?n=&rate=&size= sends n events of that size
 *   ws_load read  PORT N raw                   N readers of the bare server
 *   ws_load read  PORT N sio COOKIES ORIGIN STREAM   N Socket.IO v5 readers that subscribe to STREAM; the cookies,
 *                                              with commas between them, are dealt out in turn
 *
 * A reader prints "ready SECONDS" when all have joined, then obeys lines on standard input and answers each with one
 * line of JSON:  run EVENTS SECONDS | rejoin K SECONDS | stall 0|1 (the first reader stops reading) | quit
 * Every event begins {"stream":…,"seq":N (dense, from any start) and carries "t":NANOSECONDS of CLOCK_MONOTONIC at its
 * birth, or t0=NANOSECONDS in some text of it; one without is counted and has no latency.
 * Loopback only. Build: gcc -O2 -Wall -o ws_load ws_load.c
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { DIALING, GREETING, OPENING, JOINED, GONE };
enum { IN_FLIGHT = 64, BUFFER = 1 << 21 };

typedef struct {
    int fd, state;
    char *in;
    size_t have;
    uint64_t last, events;
} reader;

static int epoll_fd, port, readers_wanted, is_sio, joined, next_to_dial, dialing, lost_connections;
static int cookie_count = 1;
static const char *cookies = "", *origin = "", *stream = "";
static reader *readers;
static uint32_t *latency;
static size_t latencies, latency_room;
static uint64_t doubled, gaps, deliveries, goal, finished;

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void watch(int fd, int op, uint32_t events, void *who) {
    struct epoll_event e = {.events = events, .data.ptr = who};
    if (epoll_ctl(epoll_fd, op, fd, &e) < 0) fail("epoll_ctl");
}

static void send_all(int fd, const char *data, size_t size) {
    while (size) {
        ssize_t n = send(fd, data, size, MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN) {
            struct pollfd p = {fd, POLLOUT, 0};
            poll(&p, 1, 1000);
            continue;
        }
        if (n < 0) return;
        data += n;
        size -= (size_t)n;
    }
}

/* A client's frame must be masked; the mask of zeros leaves the text as it is. */
static void say(int fd, const char *text) {
    char out[1024];
    size_t size = strlen(text), at = 0;
    out[at++] = (char)0x81;
    if (size < 126) {
        out[at++] = (char)(0x80 | size);
    } else {
        out[at++] = (char)(0x80 | 126);
        out[at++] = (char)(size >> 8);
        out[at++] = (char)(size & 255);
    }
    memset(out + at, 0, 4);
    at += 4;
    memcpy(out + at, text, size);
    send_all(fd, out, at + size);
}

static struct sockaddr_in loopback(void) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return a;
}

/* ---- readers ---- */

static void dial(reader *r) {
    struct sockaddr_in to = loopback();
    r->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (r->fd < 0) fail("socket");
    if (connect(r->fd, (struct sockaddr *)&to, sizeof to) < 0 && errno != EINPROGRESS) fail("connect");
    r->state = DIALING;
    r->have = 0;
    dialing++;
    watch(r->fd, EPOLL_CTL_ADD, EPOLLOUT, r);
}

static void dial_more(void) {
    while (dialing < IN_FLIGHT && next_to_dial < readers_wanted) {
        reader *r = &readers[next_to_dial++];
        if (r->state == GONE) dial(r);
    }
}

static void greet(reader *r) {
    char out[1024], own[256];
    const char *from = cookies;
    for (int skip = (int)(r - readers) % cookie_count; skip; skip--) from = strchr(from, ',') + 1;
    snprintf(own, sizeof own, "%.*s", (int)strcspn(from, ","), from);
    const char *path = is_sio ? "/socket.io/?EIO=4&transport=websocket" : "/ws";
    int size = snprintf(out, sizeof out,
                        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Version: 13\r\n"
                        "Origin: %s\r\nCookie: %s\r\n\r\n",
                        path, port, origin, own);
    send_all(r->fd, out, (size_t)size);
    r->state = GREETING;
    watch(r->fd, EPOLL_CTL_MOD, EPOLLIN, r);
}

static void has_joined(reader *r) {
    r->state = JOINED;
    joined++;
    dialing--;
    dial_more();
}

static void hang_up(reader *r) {
    if (r->state == JOINED) joined--;
    else if (r->state != GONE) dialing--;
    close(r->fd);
    r->state = GONE;
}

static void note(uint32_t microseconds) {
    if (latencies == latency_room) {
        latency_room = latency_room ? latency_room * 2 : 1 << 20;
        latency = realloc(latency, latency_room * sizeof *latency);
        if (!latency) fail("realloc");
    }
    latency[latencies++] = microseconds;
}

static void count_event(reader *r, uint64_t seq, uint64_t born, uint64_t now) {
    if (r->last && seq <= r->last) doubled++;
    else if (r->last && seq > r->last + 1) gaps++;
    if (seq > r->last) r->last = seq;
    deliveries++;
    if (born) note((uint32_t)((now - born) / 1000));
    if (++r->events == goal) finished++;
}

/* When an event was born, 0 if it does not say. */
static uint64_t birth(const char *text, size_t size) {
    const char *found = memmem(text, size, "\"t\":", 4);
    if (found) return strtoull(found + 4, NULL, 10);
    found = memmem(text, size, "t0=", 3);
    return found ? strtoull(found + 3, NULL, 10) : 0;
}

static void take_events(reader *r, const char *text, size_t size) {
    static const char begins[] = "{\"stream\":\"";
    uint64_t now = now_ns();
    const char *end = text + size;
    if (size < 11 || memcmp(text, "42[\"events\"", 11)) return;
    text = memmem(text, size, begins, sizeof begins - 1);
    while (text) {
        const char *rest = text + sizeof begins - 1;
        const char *next = memmem(rest, (size_t)(end - rest), begins, sizeof begins - 1);
        const char *seq = memmem(rest, (size_t)(end - rest), "\"seq\":", 6);
        if (!seq) return;
        count_event(r, strtoull(seq + 6, NULL, 10), birth(seq, (size_t)((next ? next : end) - seq)), now);
        text = next;
    }
}

static void take_text(reader *r, char *text, size_t size) {
    char ask[256];
    if (!is_sio || (size > 2 && text[0] == '4' && text[1] == '2')) {
        take_events(r, text, size);
    } else if (text[0] == '2') {
        say(r->fd, "3");
    } else if (text[0] == '0') {
        say(r->fd, "40");
    } else if (size > 1 && text[0] == '4' && text[1] == '0') {
        snprintf(ask, sizeof ask, "421[\"subscribe\",{\"stream\":\"%s\",\"after\":0}]", stream);
        say(r->fd, ask);
    } else if (size > 1 && text[0] == '4' && text[1] == '3') {
        if (!memmem(text, size, "\"ok\":true", 9)) {
            fprintf(stderr, "refused: %.*s\n", (int)size, text);
            exit(1);
        }
        has_joined(r);
    } else if (size > 1 && text[0] == '4' && text[1] == '4') {
        fprintf(stderr, "refused: %.*s\n", (int)size, text);
        exit(1);
    }
}

/* Reads whole frames out of the buffer; returns how many bytes they took. */
static size_t take_frames(reader *r) {
    size_t at = 0;
    while (r->have - at >= 2) {
        unsigned char *p = (unsigned char *)r->in + at;
        uint64_t size = p[1] & 127;
        size_t head = 2;
        if (size == 126) {
            if (r->have - at < 4) break;
            size = (uint64_t)p[2] << 8 | p[3];
            head = 4;
        } else if (size == 127) {
            if (r->have - at < 10) break;
            size = 0;
            for (int i = 2; i < 10; i++) size = size << 8 | p[i];
            head = 10;
        }
        if (r->have - at < head + size) break;
        if ((p[0] & 15) == 1) take_text(r, r->in + at + head, size);
        else if ((p[0] & 15) != 8) fail("unexpected frame");
        at += head + size;
    }
    return at;
}

static void take(reader *r) {
    ssize_t n = recv(r->fd, r->in + r->have, BUFFER - r->have, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) {
        lost_connections++;
        hang_up(r);
        return;
    }
    r->have += (size_t)n;
    size_t used = 0;
    if (r->state == GREETING) {
        char *end = memmem(r->in, r->have, "\r\n\r\n", 4);
        if (!end) return;
        if (memcmp(r->in, "HTTP/1.1 101", 12)) {
            fprintf(stderr, "no websocket: %.60s\n", r->in);
            exit(1);
        }
        used = (size_t)(end + 4 - r->in);
        memmove(r->in, r->in + used, r->have - used);
        r->have -= used;
        r->state = OPENING;
        if (!is_sio) has_joined(r);
    }
    used = take_frames(r);
    memmove(r->in, r->in + used, r->have - used);
    r->have -= used;
}

/* Serves events until `done` says so or time is up. */
static void serve_readers(int (*done)(void), double seconds) {
    struct epoll_event got[256];
    uint64_t until = now_ns() + (uint64_t)(seconds * 1e9);
    while (!done() && now_ns() < until) {
        int n = epoll_wait(epoll_fd, got, 256, 50);
        for (int i = 0; i < n; i++) {
            reader *r = got[i].data.ptr;
            if (r->state == GONE) continue;
            if (r->state == DIALING) greet(r);
            else if (got[i].events & EPOLLIN) take(r);
            else if (got[i].events & (EPOLLERR | EPOLLHUP)) {
                lost_connections++;
                hang_up(r);
            }
        }
    }
}

static int all_joined(void) { return joined == readers_wanted; }
static int all_finished(void) { return finished == (uint64_t)readers_wanted; }
static int by_size(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static double percentile(double share) {
    return latencies ? latency[(size_t)(share * (double)(latencies - 1))] / 1000.0 : -1;
}

static void run(uint64_t events, double seconds) {
    latencies = 0;
    doubled = gaps = deliveries = finished = 0;
    lost_connections = 0;
    goal = events;
    for (int i = 0; i < readers_wanted; i++) readers[i].events = 0;
    puts("go");
    fflush(stdout);
    uint64_t began = now_ns();
    serve_readers(all_finished, seconds);
    double took = (double)(now_ns() - began) / 1e9;
    qsort(latency, latencies, sizeof *latency, by_size);
    printf("{\"deliveries\":%lu,\"complete\":%lu,\"doubled\":%lu,\"gaps\":%lu,\"lost_connections\":%d,"
           "\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f,\"seconds\":%.4f}\n",
           deliveries, finished, doubled, gaps, lost_connections, percentile(.5), percentile(.99), percentile(1), took);
}

static void rejoin(int count, double seconds) {
    uint64_t began = now_ns();
    for (int i = 0; i < count; i++)
        if (readers[i].state != GONE) hang_up(&readers[i]);
    next_to_dial = 0;
    dial_more();
    serve_readers(all_joined, seconds);
    printf("{\"joined\":%d,\"seconds\":%.4f}\n", joined, (double)(now_ns() - began) / 1e9);
}

static void obey(void) {
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        unsigned long count;
        double seconds;
        if (sscanf(line, "run %lu %lf", &count, &seconds) == 2) {
            run(count, seconds);
        } else if (sscanf(line, "rejoin %lu %lf", &count, &seconds) == 2) {
            rejoin((int)count, seconds);
        } else if (sscanf(line, "stall %lu", &count) == 1) {
            if (readers[0].state == JOINED) watch(readers[0].fd, EPOLL_CTL_MOD, count ? 0 : EPOLLIN, &readers[0]);
            puts("{}");
        } else {
            return;
        }
        fflush(stdout);
    }
}

static int read_side(void) {
    uint64_t began = now_ns();
    readers = calloc((size_t)readers_wanted, sizeof *readers);
    for (int i = 0; i < readers_wanted; i++) {
        readers[i].state = GONE;
        readers[i].in = malloc(BUFFER); /* untouched pages cost nothing */
    }
    dial_more();
    serve_readers(all_joined, 120);
    if (!all_joined()) return fprintf(stderr, "only %d joined\n", joined), 1;
    printf("ready %.4f\n", (double)(now_ns() - began) / 1e9);
    fflush(stdout);
    obey();
    return 0;
}

/* ---- the bare server: what any broadcast at least costs ---- */

typedef struct {
    int fd, listening;
} visitor;

static visitor *room[65536];
static int in_room;
static uint64_t next_seq = 1, left, gap_ns, due;
static char event[65536];
static size_t event_size;

static void broadcast(uint64_t born) {
    char body[65536], frame[65536 + 4];
    int n = snprintf(body, sizeof body, "42[\"events\",[{\"stream\":\"crisis:7\",\"seq\":%lu,\"t\":%lu,\"x\":\"", next_seq++, born);
    size_t size = event_size > (size_t)n + 4 ? event_size : (size_t)n + 4;
    memset(body + n, 'x', size - (size_t)n - 4);
    memcpy(body + size - 4, "\"}]]", 4);
    size_t head = size < 126 ? 2 : 4;
    frame[0] = (char)0x81;
    frame[1] = (char)(size < 126 ? size : 126);
    if (head == 4) frame[2] = (char)(size >> 8), frame[3] = (char)(size & 255);
    memcpy(frame + head, body, size);
    for (int i = 0; i < in_room; i++) send_all(room[i]->fd, frame, head + size);
}

static void answer(visitor *v) {
    char in[4096];
    ssize_t n = recv(v->fd, in, sizeof in - 1, 0);
    if (n <= 0) {
        for (int i = 0; i < in_room; i++)
            if (room[i] == v) room[i] = room[--in_room];
        close(v->fd);
        free(v);
        return;
    }
    in[n] = 0;
    double rate = 0;
    unsigned long count = 0, size = 0;
    if (sscanf(in, "GET /go?n=%lu&rate=%lf&size=%lu", &count, &rate, &size) == 3) {
        left = count;
        gap_ns = rate > 0 ? (uint64_t)(1e9 / rate) : 0;
        event_size = size < sizeof event ? size : sizeof event - 1;
        due = now_ns();
        static const char ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
        send_all(v->fd, ok, sizeof ok - 1);
    } else if (!strncmp(in, "GET /ws", 7)) {
        static const char yes[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
        send_all(v->fd, yes, sizeof yes - 1);
        room[in_room++] = v;
    }
}

static void serve_side(void) {
    struct sockaddr_in at = loopback();
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    visitor door = {fd, 1};
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (bind(fd, (struct sockaddr *)&at, sizeof at) < 0 || listen(fd, 4096) < 0) fail("listen");
    watch(fd, EPOLL_CTL_ADD, EPOLLIN, &door);
    for (;;) {
        struct epoll_event got[256];
        uint64_t now = now_ns();
        int wait = left ? (due <= now ? 0 : (int)((due - now) / 1000000)) : -1;
        int n = epoll_wait(epoll_fd, got, 256, wait);
        for (int i = 0; i < n; i++) {
            visitor *v = got[i].data.ptr;
            if (!v->listening) {
                answer(v);
                continue;
            }
            int client = accept4(fd, NULL, NULL, SOCK_NONBLOCK);
            if (client < 0) continue;
            visitor *guest = calloc(1, sizeof *guest);
            guest->fd = client;
            watch(client, EPOLL_CTL_ADD, EPOLLIN, guest);
        }
        while (left && due <= now_ns()) {
            broadcast(due);
            left--;
            due += gap_ns;
        }
    }
}

int main(int argc, char **argv) {
    signal(SIGPIPE, SIG_IGN);
    epoll_fd = epoll_create1(0);
    if (argc < 3) return fprintf(stderr, "see the head of ws_load.c\n"), 2;
    port = atoi(argv[2]);
    if (!strcmp(argv[1], "serve")) serve_side();
    if (argc < 5) return fprintf(stderr, "see the head of ws_load.c\n"), 2;
    readers_wanted = atoi(argv[3]);
    is_sio = !strcmp(argv[4], "sio");
    if (is_sio && argc < 8) return fprintf(stderr, "see the head of ws_load.c\n"), 2;
    if (is_sio) cookies = argv[5], origin = argv[6], stream = argv[7];
    for (const char *c = cookies; *c; c++) cookie_count += *c == ',';
    return read_side();
}
