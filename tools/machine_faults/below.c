/* A wall clock that can be put, and a folder that can refuse to be written, for every process above this library.

   Loaded before the C library (LD_PRELOAD). What is asked for stands in the file MACHINE_FAULTS, which another process
   writes: seconds to add to the wall clock, and the errno by which writing below the folder MACHINE_FAULTS_FOLDER fails
   (0: it does not). Built and driven by below.py. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define REAL(name) static typeof(name) *real; if (!real) real = (typeof(name) *)dlsym(RTLD_NEXT, #name)

struct asked { int64_t seconds, error; };
static const struct asked nothing;
static const volatile struct asked *asked = &nothing;
static const char *folder = "";

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("MACHINE_FAULTS"), *below = getenv("MACHINE_FAULTS_FOLDER");
    int (*real)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
    int file = path ? real(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *page = mmap(NULL, sizeof(struct asked), PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (page != MAP_FAILED) asked = page;
    if (below) folder = below;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    REAL(clock_gettime);
    int failed = real(clock, time);
    if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += asked->seconds;
    return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    REAL(gettimeofday);
    int failed = real(now, zone);
    if (!failed) now->tv_sec += asked->seconds;
    return failed;
}

time_t time(time_t *kept) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (kept) *kept = now.tv_sec;
    return now.tv_sec;
}

static int is_ours(const char *path) { return asked->error && *folder && path && !strncmp(path, folder, strlen(folder)); }

static int is_our_file(int file) {
    char link[64], path[PATH_MAX];
    if (!asked->error) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_ours(path);
}

#define REFUSE(ours) do { if (ours) { errno = (int)asked->error; return -1; } } while (0)

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        REAL(name); \
        mode_t mode = 0; \
        if (flags & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); } \
        REFUSE((flags & (O_WRONLY | O_RDWR | O_CREAT)) && is_ours(path)); \
        return real(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

#define ON_FILE(type, name, parameters, arguments) \
    type name parameters { REAL(name); REFUSE(is_our_file(file)); return real arguments; }
ON_FILE(ssize_t, write, (int file, const void *data, size_t size), (file, data, size))
ON_FILE(ssize_t, pwrite, (int file, const void *data, size_t size, off_t at), (file, data, size, at))
ON_FILE(ssize_t, pwrite64, (int file, const void *data, size_t size, off64_t at), (file, data, size, at))
ON_FILE(int, ftruncate, (int file, off_t size), (file, size))
ON_FILE(int, ftruncate64, (int file, off64_t size), (file, size))

#define ON_PATH(name, parameters, arguments) \
    int name parameters { REAL(name); REFUSE(is_ours(path)); return real arguments; }
ON_PATH(rename, (const char *path, const char *to), (path, to))
ON_PATH(mkdir, (const char *path, mode_t mode), (path, mode))
ON_PATH(unlink, (const char *path), (path))
