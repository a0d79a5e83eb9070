/* Calls of the C library on files below one folder, counted; the one that is armed fails with a chosen errno.

   Loaded before the C library (LD_PRELOAD), so that it stands below Python and SQLite alike. A write that is to fail by
   ENOSPC writes its first half, as a disk that fills up does, and the next write of the process fails.
   Built and driven by injection.py. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define FILES 65536

static char root[PATH_MAX];
static char ours[FILES];
static long calls, armed_call, armed_length;
static int armed_errno, full, fired;
static char fired_at[PATH_MAX + 32];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Watch calls below a folder; from now on `call` (from 1; 0: none) and the `length - 1` after it fail with `number`. */
void io_faults_arm(const char *folder, long call, long length, int number) {
    pthread_mutex_lock(&lock);
    snprintf(root, sizeof root, "%s", folder);
    calls = fired = full = 0;
    armed_call = call, armed_length = length, armed_errno = number;
    fired_at[0] = 0;
    pthread_mutex_unlock(&lock);
}

long io_faults_calls(void) { return calls; }

/* Which call failed first, such as "fsync" or "open /folder/file"; empty where none did. */
const char *io_faults_fired(void) { return fired_at; }

static int is_ours(const char *path) { return root[0] && path && !strncmp(path, root, strlen(root)); }

static int is_our_file(int file) { return file >= 0 && file < FILES && ours[file]; }

/* Count a call; returns the errno to fail with, or 0. */
static int fault(const char *name, const char *path) {
    int number = 0;
    pthread_mutex_lock(&lock);
    calls++;
    if (armed_call && calls >= armed_call && calls < armed_call + armed_length) number = armed_errno;
    if (number && !fired) {
        fired = 1;
        snprintf(fired_at, sizeof fired_at, "%s %s", name, path ? path : "");
    }
    pthread_mutex_unlock(&lock);
    return number;
}

#define REAL(name) static typeof(name) *real; if (!real) real = (typeof(name) *)dlsym(RTLD_NEXT, #name)
#define FAIL_BY(number) do { int found = (number); if (found) { errno = found; return -1; } } while (0)

static int opened(int file, const char *path) {
    if (file >= 0 && file < FILES) ours[file] = is_ours(path);
    return file;
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        REAL(name); \
        mode_t mode = 0; \
        if (flags & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); } \
        if (is_ours(path)) FAIL_BY(fault("open", path)); \
        return opened(real(path, flags, mode), path); \
    }
OPEN(open)
OPEN(open64)

int openat64(int folder, const char *path, int flags, ...) {
    REAL(openat64);
    mode_t mode = 0;
    if (flags & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }
    int mine = is_ours(path) || is_our_file(folder);
    if (mine) FAIL_BY(fault("open", path));
    int file = real(folder, path, flags, mode);
    if (file >= 0 && file < FILES) ours[file] = mine;
    return file;
}

int close(int file) {
    REAL(close);
    if (file >= 0 && file < FILES) ours[file] = 0;
    return real(file);
}

/* How much of a write is done; -1 and errno where none is. */
static ssize_t room(const char *name, size_t size) {
    int number = fault(name, NULL);
    if (full) { full = 0; errno = ENOSPC; return -1; }
    if (number == ENOSPC && size > 1) { full = 1; return size / 2; }
    if (number) { errno = number; return -1; }
    return size;
}

#define WRITE(name, parameters, arguments) \
    ssize_t name parameters { \
        REAL(name); \
        if (is_our_file(file)) { ssize_t most = room(#name, size); if (most < 0) return -1; size = most; } \
        return real arguments; \
    }
WRITE(write, (int file, const void *data, size_t size), (file, data, size))
WRITE(pwrite, (int file, const void *data, size_t size, off_t at), (file, data, size, at))
WRITE(pwrite64, (int file, const void *data, size_t size, off64_t at), (file, data, size, at))

#define ON_FILE(type, name, parameters, arguments) \
    type name parameters { REAL(name); if (is_our_file(file)) FAIL_BY(fault(#name, NULL)); return real arguments; }
ON_FILE(ssize_t, read, (int file, void *data, size_t size), (file, data, size))
ON_FILE(ssize_t, pread, (int file, void *data, size_t size, off_t at), (file, data, size, at))
ON_FILE(ssize_t, pread64, (int file, void *data, size_t size, off64_t at), (file, data, size, at))
ON_FILE(int, fsync, (int file), (file))
ON_FILE(int, fdatasync, (int file), (file))
ON_FILE(int, ftruncate, (int file, off_t size), (file, size))
ON_FILE(int, ftruncate64, (int file, off64_t size), (file, size))

#define ON_PATH(name, parameters, arguments) \
    int name parameters { REAL(name); if (is_ours(path)) FAIL_BY(fault(#name, path)); return real arguments; }
ON_PATH(rename, (const char *path, const char *to), (path, to))
ON_PATH(mkdir, (const char *path, mode_t mode), (path, mode))
ON_PATH(unlink, (const char *path), (path))
ON_PATH(rmdir, (const char *path), (path))

int unlinkat(int folder, const char *path, int flags) {
    REAL(unlinkat);
    if (is_our_file(folder)) FAIL_BY(fault("unlink", path));
    return real(folder, path, flags);
}
