// A CUDA emulator for tests. This one library stands in for libcuda, libnvrtc and libcublasLt and computes on the
// CPU. It wants to catch the mistakes of its caller rather than to be quick: work is done as late as CUDA allows,
// fresh memory holds garbage, handles and ranges are checked, and a number is never a handle twice.
#undef _FORTIFY_SOURCE // its check of longjmp takes a switch between coroutines for a mistake

#include <algorithm>
#include <atomic>
#include <csetjmp>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <dlfcn.h>
#include <elf.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <link.h>
#include <memory>
#include <mutex>
#include <numeric>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <ucontext.h>
#include <unistd.h>
#include <vector>

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace {

using Device = unsigned long long;

#define ERRORS(E) E(INVALID_VALUE, 1, "invalid argument") E(OUT_OF_MEMORY, 2, "out of memory") \
    E(NOT_INITIALIZED, 3, "initialization error") E(NO_DEVICE, 100, "no CUDA-capable device is detected") \
    E(INVALID_DEVICE, 101, "invalid device ordinal") E(INVALID_IMAGE, 200, "device kernel image is invalid") \
    E(INVALID_CONTEXT, 201, "invalid device context") E(ECC_UNCORRECTABLE, 214, "uncorrectable ECC error encountered") \
    E(INVALID_HANDLE, 400, "invalid resource handle") E(NOT_FOUND, 500, "named symbol not found") \
    E(ILLEGAL_ADDRESS, 700, "an illegal memory access was encountered") \
    E(LAUNCH_OUT_OF_RESOURCES, 701, "too many resources requested for launch") \
    E(MISALIGNED_ADDRESS, 716, "misaligned address") E(LAUNCH_FAILED, 719, "unspecified launch failure")
#define ERROR_CODE(name, code, text) name = code,
#define ERROR_TEXT(name, code, text) {code, {"CUDA_ERROR_" #name, text}},
enum : int { ERRORS(ERROR_CODE) };
using Names = std::map<int, std::pair<const char*, const char*>>;
// What other threads may still use while the process ends is never destroyed: hence `*new`, here and below.
const Names& errors = *new Names{{0, {"CUDA_SUCCESS", "no error"}}, ERRORS(ERROR_TEXT)};

long long setting(const char* name, long long otherwise) {
    const char* text = getenv(name);
    return text && *text ? atoll(text) : otherwise;
}

template <class T, class V> int put(T* to, V value) {
    if (!to) return INVALID_VALUE;
    *to = T(value);
    return 0;
}

void complain(const std::string& what) { fprintf(stderr, "CUDA emulator: %s\n", what.c_str()); }

constexpr int MOST_DEVICES = 16;
struct Context { int device = 0, references = 0; };
struct Fault { std::string call; int countdown, code; };

std::mutex gate; // guards contexts, memory, faults and the tables of handles; never held while work runs
Context contexts[MOST_DEVICES];
std::atomic<bool> initialized{false};
std::atomic<int> sticky{0};
std::atomic<long long> launches{0}, products{0}, uploaded{0}, launchSeed{0};
std::atomic<long long> memoryLimit{setting("CUDA_EMULATOR_MEMORY", 1LL << 30)};
thread_local Context* current = nullptr;

int deviceCount() { return int(std::min<long long>(MOST_DEVICES, setting("CUDA_EMULATOR_DEVICES", 1))); }

void breakDown(int code) {
    int none = 0;
    sticky.compare_exchange_strong(none, code);
}

std::vector<Fault>& faults = *new std::vector<Fault>;

int injected(const std::string& call) {
    std::lock_guard lock(gate);
    int code = 0;
    for (auto& fault : faults)
        if ((call == fault.call || call == fault.call + "_v2") && --fault.countdown == 0 && !code) code = fault.code;
    faults.erase(std::remove_if(faults.begin(), faults.end(), [](auto& f) { return f.countdown <= 0; }), faults.end());
    if (code == ECC_UNCORRECTABLE || code == ILLEGAL_ADDRESS || code == LAUNCH_FAILED) breakDown(code);
    return code;
}

enum Needs { NOTHING, DRIVER, CONTEXT, HEALTHY };

int enter(const char* call, Needs needs) {
    if (int code = injected(call)) return code;
    if (needs >= DRIVER && !initialized) return NOT_INITIALIZED;
    if (needs >= CONTEXT) {
        std::lock_guard lock(gate);
        if (!current || !current->references) return INVALID_CONTEXT;
    }
    return needs >= HEALTHY ? sticky.load() : 0;
}
#define ENTER(needs) if (int code_ = enter(__func__, needs)) return code_

constexpr size_t GUARD = 256;
const std::string& guard = *new std::string(GUARD, char(0xFD));

// Blocks of memory with guard bytes at both ends. Device memory belongs to a device; host memory has device -1.
class Memory {
    struct Block { char* base; size_t size; int device; };
    std::map<uintptr_t, Block> blocks;

    bool repair(const Block& b) { // so that one overrun is told once
        char* ends[] = {b.base, b.base + GUARD + b.size};
        bool whole = true;
        for (char* end : ends)
            if (memcmp(end, guard.data(), GUARD)) {
                complain("memory of " + std::to_string(b.size) + " bytes was overrun " +
                         (end == b.base ? "before its start" : "behind its end"));
                memcpy(end, guard.data(), GUARD);
                whole = false;
            }
        return whole;
    }

public:
    void* allocate(size_t size, int device) {
        size_t whole = (size + 2 * GUARD + 255) / 256 * 256;
        char* base = static_cast<char*>(aligned_alloc(256, whole));
        if (!base) return nullptr;
        memcpy(base, guard.data(), GUARD);
        memset(base + GUARD, 0xCB, size);
        memcpy(base + GUARD + size, guard.data(), GUARD);
        blocks[uintptr_t(base + GUARD)] = {base, size, device};
        return base + GUARD;
    }
    bool starts(uintptr_t p, int device) {
        std::lock_guard lock(gate);
        auto at = blocks.find(p);
        return at != blocks.end() && at->second.device == device;
    }
    void release(uintptr_t p) {
        std::lock_guard lock(gate);
        auto at = blocks.find(p);
        if (at == blocks.end()) return; // another thread was quicker
        if (!repair(at->second)) breakDown(ILLEGAL_ADDRESS);
        memset(at->second.base, 0xDD, at->second.size + 2 * GUARD);
        free(at->second.base);
        blocks.erase(at);
    }
    bool holds(uintptr_t p, size_t size, int device) {
        std::lock_guard lock(gate);
        auto at = blocks.upper_bound(p);
        if (at == blocks.begin()) return false;
        auto& [start, b] = *--at;
        return b.device == device && p - start <= b.size && size <= b.size - (p - start);
    }
    void verify() {
        std::lock_guard lock(gate);
        for (auto& [start, b] : blocks)
            if (!repair(b)) breakDown(ILLEGAL_ADDRESS);
    }
    // Memory left behind by a context that is gone: still counted, as a leak, but of no device any more.
    void abandon(int device) { for (auto& [start, b] : blocks) if (b.device == device) b.device = -2; }
    long long used(int device) {
        long long sum = 0;
        for (auto& [start, b] : blocks) if (device == -1 || b.device == device) sum += b.size;
        return sum;
    }
};
Memory& deviceMemory = *new Memory;
Memory& hostMemory = *new Memory;

void* host(Device address) { return reinterpret_cast<void*>(address); }
bool onDevice(const void* p, size_t size) { return deviceMemory.holds(uintptr_t(p), size, current->device); }
bool onDevice(Device p, size_t size) { return deviceMemory.holds(p, size, current->device); }
bool onHost(const void* p, size_t size) { return hostMemory.holds(uintptr_t(p), size, -1); }

std::atomic<uintptr_t> nextHandle{0x10000};

template <class T> struct Live {
    std::map<void*, std::shared_ptr<T>> all;

    void* add(std::shared_ptr<T> object) {
        void* handle = reinterpret_cast<void*>(nextHandle += 16);
        std::lock_guard lock(gate);
        all[handle] = std::move(object);
        return handle;
    }
    std::shared_ptr<T> get(const void* handle) {
        std::lock_guard lock(gate);
        auto at = all.find(const_cast<void*>(handle));
        return at == all.end() ? nullptr : at->second;
    }
    std::shared_ptr<T> take(const void* handle) {
        auto object = get(handle);
        std::lock_guard lock(gate);
        return all.erase(const_cast<void*>(handle)) ? object : nullptr;
    }
    template <class F> std::vector<std::shared_ptr<T>> takeIf(F unwanted) {
        std::vector<std::shared_ptr<T>> taken; // handed back, to be destroyed without the lock
        std::lock_guard lock(gate);
        for (auto at = all.begin(); at != all.end();)
            if (unwanted(*at->second)) { taken.push_back(at->second); at = all.erase(at); } else ++at;
        return taken;
    }
};

using Job = std::function<int()>;

struct Stream {
    Context* context;
    std::mutex running, queueing;
    std::deque<Job> jobs;

    void drain() {
        std::lock_guard alone(running);
        for (;;) {
            Job job;
            {
                std::lock_guard lock(queueing);
                if (sticky) jobs.clear(); // a broken device does no more work
                if (jobs.empty()) return;
                job = std::move(jobs.front());
                jobs.pop_front();
            }
            if (int code = job()) breakDown(code);
        }
    }
};
Live<Stream>& streams = *new Live<Stream>;
auto& orphans = *new std::vector<std::shared_ptr<Stream>>; // destroyed with work still waiting

std::shared_ptr<Stream> usable(void* stream) {
    auto found = streams.get(stream);
    return found && found->context == current ? found : nullptr;
}

int enqueue(void* stream, Job job) {
    auto queue = usable(stream);
    if (!queue) return INVALID_HANDLE;
    std::lock_guard lock(queue->queueing);
    queue->jobs.push_back(std::move(job));
    return 0;
}

void drainAll() {
    std::vector<std::shared_ptr<Stream>> every;
    {
        std::lock_guard lock(gate);
        every.swap(orphans);
        for (auto& [handle, stream] : streams.all) every.push_back(stream);
    }
    for (auto& stream : every) stream->drain();
}

// What a compiled module and the emulator share; the prelude declares the same.
struct Call {
    const void* pointer[64];
    unsigned align[64];
    int count = 0;
    virtual void run() = 0;
    virtual ~Call() {}
};
struct Kernel { Call* (*bind)(void**); int barriers; unsigned bounds[3]; };
struct Place { unsigned thread[3], block[3], blockDim[3], gridDim[3]; };

struct Module {
    Context* context;
    void* library;
    Place* (*place)();
    Module(Context* context, void* library, Place* (*place)()) : context(context), library(library), place(place) {}
    ~Module() { dlclose(library); }
};
struct Function { std::shared_ptr<Module> module; Kernel* kernel; std::string name; };
Live<Module>& modules = *new Live<Module>;
Live<Function>& functions = *new Live<Function>;

// The threads of a block that meet at barriers are coroutines of one host thread. They are kept for the next block,
// and switched by setjmp, because ucontext asks the kernel at every switch.
struct Fiber { std::unique_ptr<char[]> stack; jmp_buf at; bool begun = false, waiting = false; };
struct Pool {
    std::vector<std::unique_ptr<Fiber>> fibers;
    std::vector<char> shared;
    jmp_buf scheduler;
    Fiber* running = nullptr;
    Call* call = nullptr;
    bool strayBarrier = false;
};
thread_local Pool pool;
constexpr size_t STACK = 128 << 10;

__attribute__((noinline)) void leave(Fiber& fiber) {
    if (!_setjmp(fiber.at)) _longjmp(pool.scheduler, 1);
}

void fiberMain() {
    for (;;) {
        Fiber& fiber = *pool.running;
        pool.call->run();
        fiber.waiting = false;
        leave(fiber);
    }
}

__attribute__((noinline)) void resume(Fiber& fiber) {
    if (_setjmp(pool.scheduler)) return;
    pool.running = &fiber;
    if (fiber.begun) _longjmp(fiber.at, 1);
    fiber.begun = true;
    fiber.stack.reset(new char[STACK]);
    ucontext_t start;
    getcontext(&start);
    start.uc_stack.ss_sp = fiber.stack.get();
    start.uc_stack.ss_size = STACK;
    start.uc_link = nullptr;
    makecontext(&start, fiberMain, 0);
    setcontext(&start);
}

void barrier() {
    if (!pool.running) { pool.strayBarrier = true; return; }
    pool.running->waiting = true;
    leave(*pool.running);
}

void* dynamicShared() { return pool.shared.data(); }

// A cheap shuffle of 0 .. n-1: steps of a random width that has no common divisor with n.
struct Shuffle {
    uint64_t n, start, step;
    Shuffle(uint64_t n, uint64_t& random) : n(n) {
        auto next = [&] { return (random = random * 6364136223846793005u + 1442695040888963407u) >> 33; };
        start = next() % n;
        do step = next() % n + 1; while (std::gcd(step, n) != 1);
    }
    uint64_t operator()(uint64_t i) const { return uint64_t((start + static_cast<unsigned __int128>(i) * step) % n); }
};

void split(uint64_t i, const unsigned* size, unsigned* to) {
    to[0] = unsigned(i % size[0]);
    to[1] = unsigned(i / size[0] % size[1]);
    to[2] = unsigned(i / size[0] / size[1]);
}

struct Span { char* start; size_t size; };

// Finds all thread-local variables of the library that has one at `start`: they are its shared memory.
int findThreadLocals(dl_phdr_info* info, size_t, void* data) {
    Span& span = *static_cast<Span*>(data);
    char* locals = static_cast<char*>(info->dlpi_tls_data);
    for (int i = 0; locals && i < info->dlpi_phnum; i++)
        if (auto& part = info->dlpi_phdr[i]; part.p_type == PT_TLS && span.start >= locals &&
                                             span.start < locals + part.p_memsz) {
            span = {locals, part.p_memsz};
            return 1;
        }
    return 0;
}

struct Launch {
    std::shared_ptr<Module> module; // declared first: its code destroys the call
    std::unique_ptr<Call> call;
    bool barriers;
    unsigned grid[3], block[3], sharedBytes;
    uint64_t random;
    int device;
    std::string name;

    int run() {
        for (int i = 0; i < call->count; i++) {
            auto p = uintptr_t(call->pointer[i]);
            if (p && !deviceMemory.holds(p, 0, device)) return fail("a pointer outside device memory", ILLEGAL_ADDRESS);
            if (p % call->align[i]) return fail("a misaligned pointer", MISALIGNED_ADDRESS);
        }
        Place& place = *module->place();
        Span variables{reinterpret_cast<char*>(&place), 0};
        dl_iterate_phdr(findThreadLocals, &variables);
        pool.call = call.get();
        pool.running = nullptr;
        pool.strayBarrier = false;
        uint64_t blocks = uint64_t(grid[0]) * grid[1] * grid[2], threads = uint64_t(block[0]) * block[1] * block[2];
        Shuffle order(blocks, random);
        for (uint64_t i = 0; i < blocks; i++) {
            memset(variables.start, 0xCB, variables.size); // the shared memory, and the place as well
            memcpy(place.blockDim, block, sizeof block);
            memcpy(place.gridDim, grid, sizeof grid);
            split(order(i), grid, place.block);
            pool.shared.assign(sharedBytes, char(0xCB));
            if (barriers ? !meet(place, threads) : !race(place, threads))
                return fail(barriers ? "a barrier that some threads never reach" : "a hidden barrier", LAUNCH_FAILED);
        }
        return 0;
    }
    bool race(Place& place, uint64_t threads) {
        Shuffle order(threads, random);
        for (uint64_t i = 0; i < threads; i++) {
            split(order(i), block, place.thread);
            call->run();
        }
        return !pool.strayBarrier;
    }
    bool meet(Place& place, uint64_t threads) {
        while (pool.fibers.size() < threads) pool.fibers.push_back(std::make_unique<Fiber>());
        uint64_t waiting;
        do {
            Shuffle order(threads, random);
            waiting = 0;
            for (uint64_t i = 0; i < threads; i++) {
                uint64_t thread = order(i);
                split(thread, block, place.thread);
                resume(*pool.fibers[thread]);
                waiting += pool.fibers[thread]->waiting;
            }
        } while (waiting == threads);
        pool.running = nullptr;
        if (waiting) pool.fibers.clear(); // they would wait for ever
        return !waiting;
    }
    int fail(const char* what, int code) { complain("kernel " + name + " has " + what); return code; }
};

struct Folder { // a temporary one
    std::string path;
    Folder() {
        const char* parent = getenv("TMPDIR");
        path = std::string(parent && *parent ? parent : "/tmp") + "/cuda-emulator-XXXXXX";
        if (!mkdtemp(path.data())) path.clear();
    }
    ~Folder() {
        std::error_code ignored;
        if (!path.empty()) std::filesystem::remove_all(path, ignored);
    }
};

// The linker writes the table of sections last, so that the header of a library tells its length.
size_t imageSize(const void* image) {
    Elf64_Ehdr header;
    memcpy(&header, image, sizeof header);
    if (memcmp(header.e_ident, ELFMAG, SELFMAG) || header.e_type != ET_DYN) return 0;
    return header.e_shoff + size_t(header.e_shnum) * header.e_shentsize;
}

// The device side. It includes nothing, since NVRTC offers no headers of the host either.
const char* const prelude = R"PRELUDE(
typedef decltype(sizeof 0) size_t;
#define __CUDACC__ 1
#define __CUDACC_RTC__ 1
#define __CUDA_ARCH__ 900
#define __global__
#define __device__
#define __host__
#define __constant__
#define __shared__ static thread_local
#define __forceinline__ inline __attribute__((always_inline))
#define __noinline__ __attribute__((noinline))
#define __launch_bounds__(...)
#define __align__(n) __attribute__((aligned(n)))
#define EMULATOR_VECTORS(V, T) struct alignas(2 * sizeof(T)) V##2 { T x, y; }; struct V##3 { T x, y, z; }; \
  struct alignas(4 * sizeof(T)) V##4 { T x, y, z, w; }; inline V##2 make_##V##2(T x, T y) { return {x, y}; } \
  inline V##4 make_##V##4(T x, T y, T z, T w) { return {x, y, z, w}; }
EMULATOR_VECTORS(uchar, unsigned char) EMULATOR_VECTORS(int, int) EMULATOR_VECTORS(uint, unsigned)
EMULATOR_VECTORS(float, float)
static thread_local struct { uint3 thread, block, blockDim, gridDim; } emulator_at;
#define threadIdx ((const uint3&)emulator_at.thread)
#define blockIdx ((const uint3&)emulator_at.block)
#define blockDim ((const uint3&)emulator_at.blockDim)
#define gridDim ((const uint3&)emulator_at.gridDim)
static void (*emulator_barrier)();
static void* (*emulator_shared)();
extern "C" void* emulator_place() { return &emulator_at; }
extern "C" void emulator_connect(void (*barrier)(), void* (*shared)()) {
  emulator_barrier = barrier; emulator_shared = shared; }
inline void __syncthreads() { emulator_barrier(); }
inline void __threadfence() { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
#define EMULATOR_MATH1(N) extern "C" double N(double) noexcept; extern "C" float N##f(float) noexcept; \
  inline float N(float x) { return N##f(x); }
#define EMULATOR_MATH2(N) extern "C" double N(double, double) noexcept; extern "C" float N##f(float, float) noexcept; \
  inline float N(float x, float y) { return N##f(x, y); }
EMULATOR_MATH1(exp) EMULATOR_MATH1(expm1) EMULATOR_MATH1(log) EMULATOR_MATH1(log1p) EMULATOR_MATH1(sqrt)
EMULATOR_MATH1(sin) EMULATOR_MATH1(cos) EMULATOR_MATH1(tanh) EMULATOR_MATH1(fabs) EMULATOR_MATH1(floor)
EMULATOR_MATH1(ceil) EMULATOR_MATH1(rint) EMULATOR_MATH2(pow) EMULATOR_MATH2(fmin) EMULATOR_MATH2(fmax)
extern "C" double fma(double, double, double) noexcept;
extern "C" float fmaf(float, float, float) noexcept;
extern "C" long long llrint(double) noexcept;
extern "C" long lrintf(float) noexcept;
inline float __fmaf_rn(float x, float y, float z) { return fmaf(x, y, z); }
inline double __fma_rn(double x, double y, double z) { return fma(x, y, z); }
#define EMULATOR_ROUNDED(T, PREFIX) inline T PREFIX##add_rn(T x, T y) { return x + y; } \
  inline T PREFIX##sub_rn(T x, T y) { return x - y; } inline T PREFIX##mul_rn(T x, T y) { return x * y; } \
  inline T PREFIX##div_rn(T x, T y) { return x / y; } inline T PREFIX##sqrt_rn(T x) { return sqrt(x); }
EMULATOR_ROUNDED(float, __f) EMULATOR_ROUNDED(double, __d)
inline long long __double2ll_rn(double x) { return llrint(x); }
inline int __float2int_rn(float x) { return (int)lrintf(x); }
inline float __double2float_rn(double x) { return (float)x; }
inline float __int2float_rn(int x) { return (float)x; }
inline float __ll2float_rn(long long x) { return (float)x; }
inline double __ll2double_rn(long long x) { return (double)x; }
template <class T, class F> T emulator_bits(F f) { T t; __builtin_memcpy(&t, &f, sizeof t); return t; }
inline int __float_as_int(float x) { return emulator_bits<int>(x); }
inline unsigned __float_as_uint(float x) { return emulator_bits<unsigned>(x); }
inline float __int_as_float(int x) { return emulator_bits<float>(x); }
inline float __uint_as_float(unsigned x) { return emulator_bits<float>(x); }
inline long long __double_as_longlong(double x) { return emulator_bits<long long>(x); }
inline double __longlong_as_double(long long x) { return emulator_bits<double>(x); }
template <class T> T __ldg(const T* p) { return *p; }
#define EMULATOR_FOR(T) inline bool isnan(T x) { return __builtin_isnan(x); } \
  inline bool isinf(T x) { return __builtin_isinf(x); } inline bool isfinite(T x) { return __builtin_isfinite(x); } \
  inline T min(T x, T y) { return fmin(x, y); } inline T max(T x, T y) { return fmax(x, y); }
EMULATOR_FOR(float) EMULATOR_FOR(double)
#define EMULATOR_MINMAX(T) inline T min(T x, T y) { return y < x ? y : x; } \
  inline T max(T x, T y) { return x < y ? y : x; }
EMULATOR_MINMAX(int) EMULATOR_MINMAX(unsigned) EMULATOR_MINMAX(long long) EMULATOR_MINMAX(unsigned long long)
template <class T, class F> T emulator_update(T* p, F f) {
  T old, now;
  __atomic_load(p, &old, __ATOMIC_SEQ_CST);
  do now = f(old); while (!__atomic_compare_exchange(p, &old, &now, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
  return old; }
#define EMULATOR_ATOMIC(T, N, NOW) \
  inline T N(T* p, T v) { return emulator_update(p, [v](T old) -> T { return NOW; }); }
#define EMULATOR_ATOMICS(T) EMULATOR_ATOMIC(T, atomicMin, v < old ? v : old) EMULATOR_ATOMIC(T, atomicOr, old | v) \
  EMULATOR_ATOMIC(T, atomicMax, old < v ? v : old) EMULATOR_ATOMIC(T, atomicAnd, old & v) \
  EMULATOR_ATOMIC(T, atomicExch, ((void)old, v)) EMULATOR_ATOMIC(T, atomicAdd, old + v) \
  inline T atomicCAS(T* p, T is, T v) { return emulator_update(p, [=](T old) -> T { return old == is ? v : old; }); }
EMULATOR_ATOMICS(int) EMULATOR_ATOMICS(unsigned) EMULATOR_ATOMICS(unsigned long long)
EMULATOR_ATOMIC(float, atomicAdd, old + v) EMULATOR_ATOMIC(double, atomicAdd, old + v)
struct emulator_Call { const void* pointer[64]; unsigned align[64]; int count = 0; virtual void run() = 0;
  virtual ~emulator_Call() {} };
struct emulator_Kernel { emulator_Call* (*bind)(void**); int barriers; unsigned bounds[3]; };
template <class F> struct emulator_Bound : emulator_Call { F f; emulator_Bound(F f) : f(f) {} void run() { f(); } };
template <class T> struct emulator_Align { enum { is = alignof(T) }; };
template <> struct emulator_Align<void> { enum { is = 1 }; };
template <> struct emulator_Align<const void> { enum { is = 1 }; };
template <class T> void emulator_note(emulator_Call&, const T&) {}
template <class T> void emulator_note(emulator_Call& c, T* p) {
  if (c.count < 64) { c.pointer[c.count] = (const void*)p; c.align[c.count++] = emulator_Align<T>::is; } }
template <class T> T emulator_load(void* p) { T t; __builtin_memcpy(&t, p, sizeof t); return t; }
template <class... A> emulator_Call* emulator_keep(void (*f)(A...), A... a) {
  auto g = [=] { f(a...); };
  auto* c = new emulator_Bound<decltype(g)>(g);
  (emulator_note(*c, a), ...);
  return c; }
template <size_t...> struct emulator_Indices {};
template <class... A, size_t... I> emulator_Call* emulator_bind(void (*f)(A...), void** p, emulator_Indices<I...>) {
  if (sizeof...(A) && !p) return nullptr;
  if (!(true && ... && p[I])) return nullptr;
  return emulator_keep<A...>(f, emulator_load<A>(p[I])...); }
template <class... A> emulator_Call* emulator_bind(void (*f)(A...), void** p) {
  return emulator_bind(f, p, emulator_Indices<__integer_pack(sizeof...(A))...>()); }
)PRELUDE";

std::string withoutComments(std::string text) { // blanked out, like strings, so that positions stay
    for (size_t i = 0; i < text.size();) {
        size_t end = i + 1;
        if (!text.compare(i, 2, "//")) end = text.find('\n', i);
        else if (!text.compare(i, 2, "/*")) { end = text.find("*/", i + 2); if (end != text.npos) end += 2; }
        else if (text[i] == '"') {
            while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
            end++;
        } else { i = end; continue; }
        for (end = std::min(end, text.size()); i < end; i++) if (text[i] != '\n') text[i] = ' ';
    }
    return text;
}

size_t closing(const std::string& text, size_t open) { // just behind the bracket that closes the one at `open`
    char up = text[open], down = up == '(' ? ')' : '}';
    int depth = 0;
    for (size_t i = open; i < text.size(); i++) {
        depth += text[i] == up ? 1 : text[i] == down ? -1 : 0;
        if (!depth) return i + 1;
    }
    return text.size();
}

struct Body { std::string name; std::set<std::string> words; };

std::vector<Body> bodies(const std::string& text) { // everything that looks like the definition of a function
    static const std::regex head("(\\w+)\\s*\\("), word("[A-Za-z_]\\w*");
    std::vector<Body> found;
    for (std::sregex_iterator at(text.begin(), text.end(), head), end; at != end; ++at) {
        size_t open = closing(text, at->position() + at->length() - 1);
        open = text.find_first_not_of(" \t\r\n", open);
        if (open == text.npos || text[open] != '{') continue;
        if (std::string name = (*at)[1]; name != "if" && name != "for" && name != "while" && name != "switch") {
            std::string body = text.substr(open, closing(text, open) - open);
            std::sregex_iterator first(body.begin(), body.end(), word);
            Body b{name, {}};
            for (; first != end; ++first) b.words.insert(first->str());
            found.push_back(b);
        }
    }
    return found;
}

std::string binders(const std::string& source) {
    std::string text = withoutComments(source), out = "\n#line 1 \"binders\"\nextern \"C\" {\n";
    std::set<std::string> meeting = {"__syncthreads"}; // the functions that reach a barrier, through others as well
    auto all = bodies(text);
    for (size_t before = 0; before != meeting.size();) {
        before = meeting.size();
        for (auto& b : all)
            for (auto& word : b.words)
                if (meeting.count(word)) meeting.insert(b.name);
    }
    const std::string bounds = "(?:__launch_bounds__\\s*\\(((?:[^()]|\\([^()]*\\))*)\\)\\s*)?";
    const std::regex kernel("__global__\\s+" + bounds + "void\\s+" + bounds + "(\\w+)\\s*(?=\\()");
    std::set<std::string> seen;
    for (std::sregex_iterator at(text.begin(), text.end(), kernel), end; at != end; ++at) {
        std::string name = (*at)[3], limit = (*at)[1].matched ? (*at)[1] : (*at)[2];
        if (!seen.insert(name).second) continue;
        out += "emulator_Call* emulator_bind_" + name + "(void** p) { return emulator_bind(&" + name + ", p); }\n" +
               "emulator_Kernel emulator_kernel_" + name + " = {emulator_bind_" + name + ", " +
               (meeting.count(name) ? "1" : "0") + ", {" + limit + "}};\n";
    }
    return out + "}\n";
}

struct Program { std::string source, name, log, image; std::vector<std::pair<std::string, std::string>> headers; };
Live<Program>& programs = *new Live<Program>;

std::string shellQuoted(const std::string& text) {
    return "'" + std::regex_replace(text, std::regex("'"), "'\\''") + "'";
}

bool build(Program& p, const std::string& flags) {
    Folder folder;
    std::string file = folder.path + "/kernels.cpp", library = folder.path + "/kernels.so";
    for (auto& [name, text] : p.headers) {
        auto path = std::filesystem::path(folder.path) / name;
        std::error_code ignored;
        std::filesystem::create_directories(path.parent_path(), ignored);
        std::ofstream(path) << text;
    }
    static const std::regex dynamic("extern\\s+__shared__\\s+"
        "((?:unsigned\\s+)?\\w+(?:\\s+long)?)\\s+(\\w+)\\s*\\[\\s*\\]");
    std::string source = std::regex_replace(p.source, dynamic, "$1* const $2 = ($1*)emulator_shared()");
    std::string name = std::regex_replace(p.name, std::regex("[\\\\\"]"), "\\$&");
    std::ofstream(file) << "#line 1 \"prelude\"" << prelude << "#line 1 \"" << name << "\"\n"
                        << source << binders(p.source);
    std::string command = "g++ -nostdinc -nostdinc++ -I" + shellQuoted(folder.path) + flags + " -O2 -ffp-contract=off" +
        " -fno-math-errno -fno-strict-aliasing -fno-gnu-unique -shared -fPIC -Wl,-Bsymbolic -o " + shellQuoted(library) +
        " " + shellQuoted(file) + " 2>&1";
    FILE* output = popen(command.c_str(), "r");
    if (!output) return false;
    char part[4096];
    for (size_t n; (n = fread(part, 1, sizeof part, output)) > 0;) p.log.append(part, n);
    if (pclose(output) != 0) return false;
    std::ostringstream image;
    image << std::ifstream(library, std::ios::binary).rdbuf();
    p.image = image.str();
    return p.image.size() > sizeof(Elf64_Ehdr) && imageSize(p.image.data()) == p.image.size();
}

struct AtLoad {
    AtLoad() {
        for (int i = 0; i < MOST_DEVICES; i++) contexts[i].device = i;
        std::istringstream list(getenv("CUDA_EMULATOR_FAIL") ? getenv("CUDA_EMULATOR_FAIL") : "");
        for (std::string item; std::getline(list, item, ',');) {
            char call[128];
            int nth, code;
            if (sscanf(item.c_str(), "%127[^:]:%d:%d", call, &nth, &code) == 3) faults.push_back({call, nth, code});
            else complain("CUDA_EMULATOR_FAIL is not understood: " + item);
        }
    }
} atLoad;

} // namespace

EXPORT void emulator_fail(const char* call, int nth, int code) {
    std::lock_guard lock(gate);
    faults.push_back({call, std::max(nth, 1), code});
}
EXPORT void emulator_reset() {
    if (sticky) drainAll(); // drops the work of before
    std::lock_guard lock(gate);
    faults.clear();
    sticky = 0;
    uploaded = 0;
}
EXPORT long long emulator_allocated() {
    std::lock_guard lock(gate);
    return deviceMemory.used(-1);
}
EXPORT long long emulator_launches() { return launches; }
EXPORT long long emulator_products() { return products; }
EXPORT long long emulator_uploaded() { return uploaded; }
EXPORT void emulator_set_memory(long long bytes) { memoryLimit = bytes; }

// The driver

EXPORT int cuInit(unsigned flags) {
    ENTER(NOTHING);
    if (flags || deviceCount() < 1) return flags ? INVALID_VALUE : NO_DEVICE;
    initialized = true;
    return 0;
}
EXPORT int cuDriverGetVersion(int* version) { ENTER(NOTHING); return put(version, 12080); }
EXPORT int cuGetErrorName(int code, const char** name) {
    auto at = errors.find(code);
    return at == errors.end() ? (*name = nullptr, INVALID_VALUE) : put(name, at->second.first);
}
EXPORT int cuGetErrorString(int code, const char** text) {
    auto at = errors.find(code);
    return at == errors.end() ? (*text = nullptr, INVALID_VALUE) : put(text, at->second.second);
}

#define ENTER_DEVICE(device) ENTER(DRIVER); if ((device) < 0 || (device) >= deviceCount()) return INVALID_DEVICE

EXPORT int cuDeviceGetCount(int* count) { ENTER(DRIVER); return put(count, deviceCount()); }
EXPORT int cuDeviceGet(int* device, int ordinal) { ENTER_DEVICE(ordinal); return put(device, ordinal); }
EXPORT int cuDeviceTotalMem_v2(size_t* bytes, int device) {
    ENTER_DEVICE(device);
    return put(bytes, memoryLimit.load());
}
EXPORT int cuDeviceGetName(char* name, int length, int device) {
    ENTER_DEVICE(device);
    if (!name || length < 1) return INVALID_VALUE;
    snprintf(name, size_t(length), "Emulated GPU");
    return 0;
}
EXPORT int cuDeviceGetUuid_v2(char* uuid, int device) {
    ENTER_DEVICE(device);
    if (!uuid) return INVALID_VALUE;
    memset(uuid, 0, 15);
    uuid[15] = char(device);
    return 0;
}
EXPORT int cuDeviceGetAttribute(int* value, int attribute, int device) {
    ENTER_DEVICE(device);
    static const std::map<int, int> known = {{75, 9}, {76, 0}, {16, 2}, {36, 1000000}, {37, 64}, {38, 1 << 20}};
    auto at = known.find(attribute);
    return at == known.end() ? int(INVALID_VALUE) : put(value, at->second);
}
EXPORT int cuDevicePrimaryCtxRetain(void** context, int device) {
    ENTER_DEVICE(device);
    std::lock_guard lock(gate);
    contexts[device].references += context != nullptr;
    return put(context, &contexts[device]);
}
EXPORT int cuDevicePrimaryCtxRelease_v2(int device) {
    ENTER_DEVICE(device);
    Context* context = &contexts[device];
    {
        std::lock_guard lock(gate);
        if (!context->references) return INVALID_CONTEXT;
        if (--context->references) return 0;
        deviceMemory.abandon(device);
    }
    for (auto& stream : streams.takeIf([=](auto& s) { return s.context == context; })) {
        std::lock_guard alone(stream->running), lock(stream->queueing);
        stream->jobs.clear();
    }
    functions.takeIf([=](auto& f) { return f.module->context == context; });
    modules.takeIf([=](auto& m) { return m.context == context; });
    return 0;
}
EXPORT int cuCtxSetCurrent(void* context) {
    ENTER(DRIVER);
    std::lock_guard lock(gate);
    auto* wanted = static_cast<Context*>(context);
    auto usable = [=](Context& c) { return &c == wanted && c.references; };
    if (wanted && std::none_of(contexts, contexts + MOST_DEVICES, usable)) return INVALID_CONTEXT;
    current = wanted;
    return 0;
}

EXPORT int cuMemGetInfo_v2(size_t* freeBytes, size_t* total) {
    ENTER(HEALTHY);
    std::lock_guard lock(gate);
    put(total, memoryLimit.load());
    return put(freeBytes, std::max(0LL, memoryLimit - deviceMemory.used(current->device)));
}
EXPORT int cuMemAlloc_v2(Device* address, size_t size) {
    ENTER(HEALTHY);
    if (!address || !size) return INVALID_VALUE;
    std::lock_guard lock(gate);
    long long left = memoryLimit - deviceMemory.used(current->device);
    void* p = left < 0 || size > size_t(left) ? nullptr : deviceMemory.allocate(size, current->device);
    return p ? put(address, Device(p)) : int(OUT_OF_MEMORY);
}
EXPORT int cuMemAllocHost_v2(void** address, size_t size) {
    ENTER(HEALTHY);
    if (!address || !size) return INVALID_VALUE;
    std::lock_guard lock(gate);
    void* p = size > size_t(1) << 40 ? nullptr : hostMemory.allocate(size, -1);
    return p ? put(address, p) : int(OUT_OF_MEMORY);
}

// Whatever is handed back is taken even when the device is broken, so that a test still sees what was forgotten.
int handBack(Memory& memory, uintptr_t address, int device) {
    if (!memory.starts(address, device)) return sticky ? sticky.load() : INVALID_VALUE;
    drainAll();
    memory.release(address);
    return sticky;
}
EXPORT int cuMemFree_v2(Device address) { ENTER(CONTEXT); return handBack(deviceMemory, address, current->device); }
EXPORT int cuMemFreeHost(void* address) { ENTER(CONTEXT); return handBack(hostMemory, uintptr_t(address), -1); }

EXPORT int cuMemcpyHtoDAsync_v2(Device to, const void* from, size_t size, void* stream) {
    ENTER(HEALTHY);
    if (size && (!onDevice(to, size) || !onHost(from, size))) return INVALID_VALUE;
    int code = enqueue(stream, [=] { memcpy(host(to), from, size); return 0; });
    uploaded += code ? 0 : size;
    return code;
}
EXPORT int cuMemcpyDtoHAsync_v2(void* to, Device from, size_t size, void* stream) {
    ENTER(HEALTHY);
    if (size && (!onDevice(from, size) || !onHost(to, size))) return INVALID_VALUE;
    return enqueue(stream, [=] { memcpy(to, host(from), size); return 0; });
}
EXPORT int cuMemcpyDtoDAsync_v2(Device to, Device from, size_t size, void* stream) {
    ENTER(HEALTHY);
    if (size && (!onDevice(to, size) || !onDevice(from, size))) return INVALID_VALUE;
    if (to < from + size && from < to + size) return INVALID_VALUE; // CUDA says nothing of what comes of an overlap
    return enqueue(stream, [=] { memcpy(host(to), host(from), size); return 0; });
}
EXPORT int cuMemsetD8Async(Device to, unsigned char value, size_t size, void* stream) {
    ENTER(HEALTHY);
    if (size && !onDevice(to, size)) return INVALID_VALUE;
    return enqueue(stream, [=] { memset(host(to), value, size); return 0; });
}

EXPORT int cuStreamCreate(void** stream, unsigned flags) {
    ENTER(HEALTHY);
    if (!stream || flags > 1) return INVALID_VALUE;
    auto made = std::make_shared<Stream>();
    made->context = current;
    return put(stream, streams.add(made));
}
EXPORT int cuStreamSynchronize(void* stream) {
    ENTER(HEALTHY);
    auto queue = usable(stream);
    if (!queue) return INVALID_HANDLE;
    queue->drain();
    deviceMemory.verify();
    hostMemory.verify();
    return sticky;
}
EXPORT int cuStreamDestroy_v2(void* stream) {
    ENTER(CONTEXT);
    auto queue = usable(stream) ? streams.take(stream) : nullptr;
    if (!queue) return sticky ? sticky.load() : INVALID_HANDLE;
    std::lock_guard lock(gate);
    orphans.push_back(queue); // CUDA still does what was asked, some time
    return sticky;
}

EXPORT int cuModuleLoadData(void** module, const void* image) {
    ENTER(HEALTHY);
    if (!module || !image) return INVALID_VALUE;
    size_t size = imageSize(image);
    if (!size) return INVALID_IMAGE;
    static std::atomic<int> number{0}; // the loader must not take a new file for one of before
    Folder folder;
    std::string file = folder.path + "/module-" + std::to_string(++number) + ".so";
    std::ofstream(file, std::ios::binary).write(static_cast<const char*>(image), std::streamsize(size));
    void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library) return complain(dlerror()), INVALID_IMAGE;
    auto connect = reinterpret_cast<void (*)(void (*)(), void* (*)())>(dlsym(library, "emulator_connect"));
    auto place = reinterpret_cast<Place* (*)()>(dlsym(library, "emulator_place"));
    if (!place || !connect) return dlclose(library), INVALID_IMAGE;
    connect(barrier, dynamicShared);
    return put(module, modules.add(std::make_shared<Module>(current, library, place)));
}
EXPORT int cuModuleUnload(void* module) {
    ENTER(CONTEXT);
    auto found = modules.take(module); // launches that wait keep it loaded
    if (!found) return sticky ? sticky.load() : INVALID_HANDLE;
    functions.takeIf([&](auto& f) { return f.module == found; });
    return sticky;
}
EXPORT int cuModuleGetFunction(void** function, void* module, const char* name) {
    ENTER(HEALTHY);
    auto found = modules.get(module);
    if (!found || found->context != current) return INVALID_HANDLE;
    if (!function || !name) return INVALID_VALUE;
    auto* kernel = static_cast<Kernel*>(dlsym(found->library, ("emulator_kernel_" + std::string(name)).c_str()));
    // Without extern "C" the compiler changes the name, and CUDA does not find the plain one either.
    if (!kernel || !dlsym(found->library, name)) return NOT_FOUND;
    return put(function, functions.add(std::make_shared<Function>(Function{found, kernel, name})));
}
EXPORT int cuLaunchKernel(void* function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
                          unsigned sharedBytes, void* stream, void** params, void** extra) {
    ENTER(HEALTHY);
    auto f = functions.get(function);
    if (!f || f->module->context != current) return INVALID_HANDLE;
    uint64_t threads = uint64_t(bx) * by * bz;
    if (!gx || !gy || !gz || gx > 0x7FFFFFFF || gy > 65535 || gz > 65535 || bx > 1024 || by > 1024 || bz > 64 ||
        threads < 1 || threads > 1024 || sharedBytes > 48 << 10 || extra) return INVALID_VALUE;
    if (f->kernel->bounds[0] && threads > f->kernel->bounds[0]) return LAUNCH_OUT_OF_RESOURCES;
    std::unique_ptr<Call> call(f->kernel->bind(params));
    if (!call) return INVALID_VALUE;
    auto launch = std::make_shared<Launch>(Launch{f->module, std::move(call), f->kernel->barriers != 0, {gx, gy, gz},
        {bx, by, bz}, sharedBytes, uint64_t(++launchSeed), current->device, f->name});
    int code = enqueue(stream, [launch] { return launch->run(); });
    launches += !code;
    return code;
}

// The compiler

enum : int { INVALID_INPUT = 3, INVALID_PROGRAM = 4, INVALID_OPTION = 5, COMPILATION = 6 };

EXPORT const char* nvrtcGetErrorString(int code) {
    static const char* const names[] = {"NVRTC_SUCCESS", "NVRTC_ERROR_OUT_OF_MEMORY",
        "NVRTC_ERROR_PROGRAM_CREATION_FAILURE", "NVRTC_ERROR_INVALID_INPUT", "NVRTC_ERROR_INVALID_PROGRAM",
        "NVRTC_ERROR_INVALID_OPTION", "NVRTC_ERROR_COMPILATION", "NVRTC_ERROR_BUILTIN_OPERATION_FAILURE"};
    return code >= 0 && code < 8 ? names[code] : "NVRTC_ERROR unknown";
}
EXPORT int nvrtcVersion(int* major, int* minor) {
    ENTER(NOTHING);
    return put(major, 12) || put(minor, 8) ? INVALID_INPUT : 0;
}
EXPORT int nvrtcCreateProgram(void** program, const char* source, const char* name, int count, const char** headers,
                              const char** includeNames) {
    ENTER(NOTHING);
    if (!program || !source || count < 0 || (count && (!headers || !includeNames))) return INVALID_INPUT;
    auto made = std::make_shared<Program>();
    made->source = source;
    made->name = name && *name ? name : "default_program";
    for (int i = 0; i < count; i++) made->headers.emplace_back(includeNames[i], headers[i]);
    return put(program, programs.add(made));
}
EXPORT int nvrtcDestroyProgram(void** program) {
    ENTER(NOTHING);
    if (!program || !programs.take(*program)) return INVALID_PROGRAM;
    *program = nullptr;
    return 0;
}
EXPORT int nvrtcCompileProgram(void* program, int count, const char** options) {
    ENTER(NOTHING);
    auto p = programs.get(program);
    if (!p) return INVALID_PROGRAM;
    p->log = p->image = "";
    // Options that change nothing here must still be ones that NVRTC knows. The prelude wants C++17, whatever is asked.
    static const std::regex known("--gpu-architecture=sm_90a?|--?fmad=(true|false)|--?use_fast_math|"
        "--?ftz=(true|false)|--?prec-(div|sqrt)=(true|false)|-lineinfo|--generate-line-info|--restrict|--maxrregcount=\\d+|"
        "--?std=c\\+\\+(11|14|17|20)|--extra-device-vectorization");
    std::string flags = " -std=c++17";
    bool architecture = false;
    for (int i = 0; i < count; i++) {
        std::string option = options[i];
        architecture |= !option.compare(0, 24, "--gpu-architecture=sm_90");
        if (!option.compare(0, 2, "-D") && option.size() > 2) flags += " " + shellQuoted(option);
        else if (!option.compare(0, 15, "--define-macro=")) flags += " " + shellQuoted("-D" + option.substr(15));
        else if (!std::regex_match(option, known)) p->log += "nvrtc: error: unrecognized option " + option + " found\n";
    }
    if (!architecture) p->log += "nvrtc: error: the emulator wants the option --gpu-architecture=sm_90\n";
    return !p->log.empty() ? INVALID_OPTION : build(*p, flags) ? 0 : COMPILATION;
}
EXPORT int nvrtcGetProgramLogSize(void* program, size_t* size) {
    ENTER(NOTHING);
    auto p = programs.get(program);
    return !p ? INVALID_PROGRAM : put(size, p->log.size() + 1) ? INVALID_INPUT : 0;
}
EXPORT int nvrtcGetProgramLog(void* program, char* log) {
    ENTER(NOTHING);
    auto p = programs.get(program);
    if (!p || !log) return p ? INVALID_INPUT : INVALID_PROGRAM;
    memcpy(log, p->log.c_str(), p->log.size() + 1);
    return 0;
}
EXPORT int nvrtcGetCUBINSize(void* program, size_t* size) {
    ENTER(NOTHING);
    auto p = programs.get(program);
    return !p || p->image.empty() ? INVALID_PROGRAM : put(size, p->image.size()) ? INVALID_INPUT : 0;
}
EXPORT int nvrtcGetCUBIN(void* program, char* cubin) {
    ENTER(NOTHING);
    auto p = programs.get(program);
    if (!p || p->image.empty() || !cubin) return cubin ? INVALID_PROGRAM : INVALID_INPUT;
    memcpy(cubin, p->image.data(), p->image.size());
    return 0;
}

// The products of matrices

namespace {

enum : int { LT_NOT_INITIALIZED = 1, LT_ALLOC_FAILED = 3, LT_INVALID = 7, LT_EXECUTION = 13, LT_NOT_SUPPORTED = 15 };
constexpr int FLOAT = 68, TF32 = 77;

struct Handle { Context* context; };
struct Description { int compute, transposed[2] = {0, 0}; };
struct Layout { uint64_t rows, cols; int64_t ld; int32_t batch = 1; int64_t stride = 0; };
struct Preference { uint64_t workspace = 0; uint32_t reductions = ~0u; };
struct Product { uint64_t m, n, k; int32_t a, b, compute, batch; }; // a, b: whether transposed
struct Algorithm { char magic[8]; Product product; };
struct Heuristic { char algorithm[64]; size_t workspace; int state; float waves; int reserved[4]; };
static_assert(sizeof(Algorithm) <= 64 && sizeof(Heuristic) == 96, "as cublasLt lays it out");

Live<Handle>& ltHandles = *new Live<Handle>;
Live<Description>& descriptions = *new Live<Description>;
Live<Layout>& layouts = *new Live<Layout>;
Live<Preference>& preferences = *new Live<Preference>;

// An injected code is that of cublasLt, save for one that breaks the device.
int enterLt(const char* call) {
    int code = injected(call);
    return code == ECC_UNCORRECTABLE || code == ILLEGAL_ADDRESS || code == LAUNCH_FAILED ? int(LT_EXECUTION) : code;
}
int enterLtWork(const char* call) {
    if (int code = enterLt(call)) return code;
    int code = enter("", HEALTHY);
    return code == NOT_INITIALIZED || code == INVALID_CONTEXT ? int(LT_NOT_INITIALIZED) : code ? int(LT_EXECUTION) : 0;
}
#define ENTER_LT(how) if (int code_ = how(__func__)) return code_

template <class T> int set(T& to, const void* from, size_t size) {
    if (!from || size != sizeof(T)) return LT_INVALID;
    memcpy(&to, from, size);
    return 0;
}

bool match(const Description& d, const Layout& A, const Layout& B, const Layout& C, const Layout& D, Product& p) {
    bool a = d.transposed[0], b = d.transposed[1];
    p = {D.rows, D.cols, a ? A.rows : A.cols, a, b, d.compute, D.batch};
    for (const Layout* l : {&A, &B, &C, &D})
        if (!l->rows || !l->cols || l->ld < int64_t(l->rows) || l->batch < 1 || l->batch != D.batch || l->stride < 0)
            return false;
    return (a ? A.cols : A.rows) == p.m && (b ? B.cols : B.rows) == p.k && (b ? B.rows : B.cols) == p.n &&
           C.rows == p.m && C.cols == p.n;
}

bool operand(const void* p, const Layout& l) { // every item must be aligned, and all of them in one allocation
    uint64_t floats = uint64_t(l.batch - 1) * l.stride + uint64_t(l.ld) * (l.cols - 1) + l.rows;
    return p && uintptr_t(p) % 16 == 0 && (l.batch == 1 || l.stride % 4 == 0) && onDevice(p, floats * sizeof(float));
}

float rounded(float x, int compute) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    if (compute != TF32 || (bits & 0x7F800000) == 0x7F800000) return x;
    bits = (bits + 0xFFF + (bits >> 13 & 1)) & ~0x1FFFu;
    memcpy(&x, &bits, sizeof bits);
    return x;
}

constexpr size_t HIGH = 16, WIDE = 4; // of a tile; the sums of a tile stay in registers
using Half = float __attribute__((vector_size(32)));

// Every sum goes over p in its order and is never contracted, so that it is the same wherever an element lies.
#ifdef __x86_64__
__attribute__((target_clones("avx2", "default")))
#endif
__attribute__((optimize("O3", "fp-contract=off")))
void tile(const float* a, const float* b, size_t k, float* out) {
    Half sum[WIDE][2] = {};
    for (size_t p = 0; p < k; p++, a += HIGH, b += WIDE) {
        Half upper, lower;
        memcpy(&upper, a, sizeof upper);
        memcpy(&lower, a + 8, sizeof lower);
        for (size_t c = 0; c < WIDE; c++) {
            sum[c][0] += upper * b[c];
            sum[c][1] += lower * b[c];
        }
    }
    memcpy(out, sum, sizeof sum);
}

// Lays op(X), whose rows go along k for the right side, out in zero-padded strips of `width`.
void pack(const float* x, int64_t ld, bool alongK, size_t count, size_t k, size_t width, int compute, float* to) {
    for (size_t i = 0; i < (count + width - 1) / width * width; i++)
        for (size_t p = 0; p < k; p++)
            to[(i / width * k + p) * width + i % width] =
                i < count ? rounded(alongK ? x[p + i * ld] : x[i + p * ld], compute) : 0;
}

__attribute__((optimize("fp-contract=off")))
void multiply(const Product& q, float alpha, const float* A, int64_t lda, const float* B, int64_t ldb, float beta,
              const float* C, int64_t ldc, float* D, int64_t ldd) {
    std::vector<float> a((q.m + HIGH - 1) / HIGH * HIGH * q.k), b((q.n + WIDE - 1) / WIDE * WIDE * q.k);
    pack(A, lda, q.a, q.m, q.k, HIGH, q.compute, a.data());
    pack(B, ldb, !q.b, q.n, q.k, WIDE, q.compute, b.data());
    float sum[WIDE * HIGH];
    for (size_t j = 0; j < q.n; j += WIDE)
        for (size_t i = 0; i < q.m; i += HIGH) {
            tile(&a[i * q.k], &b[j * q.k], q.k, sum);
            for (size_t c = 0; c < std::min(WIDE, q.n - j); c++)
                for (size_t r = 0; r < std::min(HIGH, q.m - i); r++) {
                    float product = alpha * sum[c * HIGH + r];
                    D[i + r + (j + c) * ldd] = beta == 0 ? product : product + beta * C[i + r + (j + c) * ldc];
                }
        }
}

} // namespace

EXPORT const char* cublasLtGetStatusString(int status) {
    static const std::map<int, const char*> names = {{0, "CUBLAS_STATUS_SUCCESS"}, {1, "CUBLAS_STATUS_NOT_INITIALIZED"},
        {3, "CUBLAS_STATUS_ALLOC_FAILED"}, {7, "CUBLAS_STATUS_INVALID_VALUE"}, {8, "CUBLAS_STATUS_ARCH_MISMATCH"},
        {11, "CUBLAS_STATUS_MAPPING_ERROR"}, {13, "CUBLAS_STATUS_EXECUTION_FAILED"},
        {14, "CUBLAS_STATUS_INTERNAL_ERROR"}, {15, "CUBLAS_STATUS_NOT_SUPPORTED"}};
    auto at = names.find(status);
    return at == names.end() ? "CUBLAS_STATUS unknown" : at->second;
}
EXPORT size_t cublasLtGetVersion() { return 120800; }

template <class T> int create(Live<T>& table, void** handle, T object) {
    return handle ? put(handle, table.add(std::make_shared<T>(object))) : int(LT_INVALID);
}
EXPORT int cublasLtCreate(void** handle) { ENTER_LT(enterLtWork); return create(ltHandles, handle, {current}); }
EXPORT int cublasLtMatmulDescCreate(void** description, int compute, int scaleType) {
    ENTER_LT(enterLt);
    if ((compute != FLOAT && compute != TF32) || scaleType != 0) return LT_NOT_SUPPORTED;
    return create(descriptions, description, {compute});
}
EXPORT int cublasLtMatrixLayoutCreate(void** layout, int type, uint64_t rows, uint64_t cols, int64_t ld) {
    ENTER_LT(enterLt);
    return type ? int(LT_NOT_SUPPORTED) : create(layouts, layout, {rows, cols, ld});
}
EXPORT int cublasLtMatmulPreferenceCreate(void** preference) {
    ENTER_LT(enterLt);
    return create(preferences, preference, {});
}

#define DESTROY(name, table) \
    EXPORT int name(void* handle) { ENTER_LT(enterLt); return table.take(handle) ? 0 : LT_INVALID; }
DESTROY(cublasLtDestroy, ltHandles)
DESTROY(cublasLtMatmulDescDestroy, descriptions)
DESTROY(cublasLtMatrixLayoutDestroy, layouts)
DESTROY(cublasLtMatmulPreferenceDestroy, preferences)

EXPORT int cublasLtMatmulDescSetAttribute(void* description, int attribute, const void* value, size_t size) {
    ENTER_LT(enterLt);
    auto d = descriptions.get(description);
    if (!d || (attribute != 3 && attribute != 4)) return d ? LT_NOT_SUPPORTED : LT_INVALID;
    int32_t operation;
    if (int code = set(operation, value, size)) return code;
    if (operation != 0 && operation != 1) return LT_NOT_SUPPORTED;
    d->transposed[attribute - 3] = operation;
    return 0;
}
EXPORT int cublasLtMatrixLayoutSetAttribute(void* layout, int attribute, const void* value, size_t size) {
    ENTER_LT(enterLt);
    auto l = layouts.get(layout);
    if (!l || (attribute != 5 && attribute != 6)) return l ? LT_NOT_SUPPORTED : LT_INVALID;
    return attribute == 5 ? set(l->batch, value, size) : set(l->stride, value, size);
}
EXPORT int cublasLtMatmulPreferenceSetAttribute(void* preference, int attribute, const void* value, size_t size) {
    ENTER_LT(enterLt);
    auto p = preferences.get(preference);
    if (!p || (attribute != 1 && attribute != 3)) return p ? LT_NOT_SUPPORTED : LT_INVALID;
    return attribute == 1 ? set(p->workspace, value, size) : set(p->reductions, value, size);
}
EXPORT int cublasLtMatmulAlgoGetHeuristic(void* handle, void* description, void* layoutA, void* layoutB, void* layoutC,
                                          void* layoutD, void* preference, int requested, void* results,
                                          int* returned) {
    ENTER_LT(enterLt);
    auto d = descriptions.get(description);
    auto A = layouts.get(layoutA), B = layouts.get(layoutB), C = layouts.get(layoutC), D = layouts.get(layoutD);
    if (!ltHandles.get(handle)) return LT_NOT_INITIALIZED;
    Algorithm algorithm{{'E', 'M', 'U', 'L', 'A', 'L', 'G', 'O'}, {}};
    if (!d || !A || !B || !C || !D || !preferences.get(preference) || requested < 1 || !results || !returned ||
        !match(*d, *A, *B, *C, *D, algorithm.product)) return LT_INVALID;
    Heuristic result{};
    memcpy(result.algorithm, &algorithm, sizeof algorithm);
    result.waves = 1;
    memcpy(results, &result, sizeof result);
    *returned = 1;
    return 0;
}
EXPORT int cublasLtMatmul(void* handle, void* description, const void* alpha, const void* A, void* layoutA,
                          const void* B, void* layoutB, const void* beta, const void* C, void* layoutC, void* D, void* layoutD,
                          const void* algo, void* workspace, size_t workspaceBytes, void* stream) {
    ENTER_LT(enterLtWork);
    auto d = descriptions.get(description);
    auto a = layouts.get(layoutA), b = layouts.get(layoutB), c = layouts.get(layoutC), out = layouts.get(layoutD);
    auto h = ltHandles.get(handle);
    if (!h) return LT_NOT_INITIALIZED;
    Product q{};
    if (h->context != current || !d || !a || !b || !c || !out || !alpha || !beta || !algo ||
        !match(*d, *a, *b, *c, *out, q)) return LT_INVALID;
    Algorithm given;
    memcpy(&given, algo, sizeof given);
    const Product& g = given.product;
    if (memcmp(given.magic, "EMULALGO", 8) || g.m != q.m || g.n != q.n || g.k != q.k || g.a != q.a || g.b != q.b ||
        g.compute != q.compute || g.batch < q.batch) return LT_INVALID;
    float scale, keep;
    memcpy(&scale, alpha, sizeof scale);
    memcpy(&keep, beta, sizeof keep);
    if (!operand(A, *a) || !operand(B, *b) || !operand(D, *out) || (keep != 0 && !operand(C, *c))) return LT_INVALID;
    if (D == A || D == B || (out->batch > 1 && out->stride == 0)) return LT_INVALID;
    if (keep != 0 && C == D && (c->ld != out->ld || c->stride != out->stride)) return LT_INVALID;
    if (workspaceBytes && (uintptr_t(workspace) % 16 || !onDevice(workspace, workspaceBytes))) return LT_INVALID;
    auto start = [](const void* p, const Layout& l, int item) {
        return static_cast<float*>(const_cast<void*>(p)) + item * l.stride;
    };
    int code = enqueue(stream, [=, a = *a, b = *b, c = *c, out = *out] {
        memset(workspace, 0xCB, std::min<size_t>(workspaceBytes, 64 << 10)); // nobody may keep anything there
        for (int i = 0; i < q.batch; i++)
            multiply(q, scale, start(A, a, i), a.ld, start(B, b, i), b.ld, keep, start(C, c, i), c.ld, start(D, out, i),
                     out.ld);
        return 0;
    });
    products += !code;
    return code ? int(LT_INVALID) : 0;
}
