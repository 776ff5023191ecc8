// A CUDA emulator for tests. This one library stands in for libcuda, libnvrtc and libcublasLt and computes on the
// CPU. It has the functions that lockstep calls and no more. It wants to catch the mistakes of its caller rather than
// to be quick: work is done as late as CUDA allows, fresh memory holds garbage, and the order of threads changes.
//
// CUDA_EMULATOR_DEVICES is the number of devices, else 1. CUDA_EMULATOR_FAIL, such as cuMemAlloc:3:2, lets the 3rd
// call of a function fail with error 2.

#undef _FORTIFY_SOURCE // its check of longjmp takes a switch between coroutines for a mistake
#include <algorithm>
#include <atomic>
#include <csetjmp>
#include <cstring>
#include <deque>
#include <dlfcn.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <random>
#include <regex>
#include <set>
#include <string>
#include <ucontext.h>
#include <vector>

// Only what is exported can be seen, and mistaken for something else, in the process.
#pragma GCC visibility push(hidden)
#define EXPORT extern "C" __attribute__((visibility("default")))

using Address = unsigned long long; // in a device's memory, which is memory of this process

enum : int { INVALID_VALUE = 1, OUT_OF_MEMORY = 2, INVALID_DEVICE = 101, INVALID_IMAGE = 200, INVALID_CONTEXT = 201,
    ECC_UNCORRECTABLE = 214, INVALID_HANDLE = 400, NOT_FOUND = 500, ILLEGAL_ADDRESS = 700, LAUNCH_FAILED = 719 };
const struct Error { int code; const char *name, *text; } ERRORS[] = { // of the others it tells only the number
    {INVALID_VALUE, "CUDA_ERROR_INVALID_VALUE", "invalid argument"},
    {OUT_OF_MEMORY, "CUDA_ERROR_OUT_OF_MEMORY", "out of memory"},
    {ECC_UNCORRECTABLE, "CUDA_ERROR_ECC_UNCORRECTABLE", "uncorrectable ECC error encountered"},
    {INVALID_HANDLE, "CUDA_ERROR_INVALID_HANDLE", "invalid resource handle"},
    {ILLEGAL_ADDRESS, "CUDA_ERROR_ILLEGAL_ADDRESS", "an illegal memory access was encountered"},
    {LAUNCH_FAILED, "CUDA_ERROR_LAUNCH_FAILED", "unspecified launch failure"},
};

void complain(const std::string& what) { fprintf(stderr, "CUDA emulator: %s\n", what.c_str()); }
template <class T, class V> int put(T* to, V value) { *to = value; return 0; }

// Devices, and what every call begins with
constexpr int MOST_DEVICES = 16;
int deviceCount() {
    auto* text = getenv("CUDA_EMULATOR_DEVICES");
    return text ? std::min(MOST_DEVICES, atoi(text)) : 1;
}

struct Context { // the only one of its device
    long long used = 0;         // bytes of its memory
    std::atomic<int> broken{0}; // an error after which every call fails
    void breakDown(int code) { if (!broken) broken = code; }
};
struct Fault {
    char call[128];
    int countdown = 0, code = 0;
    Fault() { if (auto* text = getenv("CUDA_EMULATOR_FAIL")) sscanf(text, "%127[^:]:%d:%d", call, &countdown, &code); }
} fault;

std::mutex gate; // guards what threads share; never held while work is done
Context contexts[MOST_DEVICES];
thread_local Context* current = nullptr;
std::atomic<long long> memoryLimit{1 << 30}; // of each device
std::atomic<long long> launches{0}, products{0}, uploaded{0};

bool isSticky(int code) { return code == ECC_UNCORRECTABLE || code == ILLEGAL_ADDRESS || code == LAUNCH_FAILED; }
enum Needs { NOTHING, CONTEXT, HEALTHY_CONTEXT };
int enter(const std::string& call, Needs needs) {
    std::lock_guard lock(gate);
    if ((call == fault.call || call == std::string(fault.call) + "_v2") && --fault.countdown == 0) {
        if (isSticky(fault.code) && current) current->breakDown(fault.code);
        return fault.code;
    }
    if (needs >= CONTEXT && !current) return INVALID_CONTEXT;
    return needs >= HEALTHY_CONTEXT ? current->broken.load() : 0;
}
#define ENTER(needs) if (int code_ = enter(__func__, needs)) return code_

// Memory. Guard bytes behind each block tell of kernels that write too far.
constexpr size_t GUARD = 256;
constexpr unsigned char FRESH = 0xCB, FREED = 0xDD, GUARDING = 0xFD;
struct Block { size_t size; Context* owner; }; // null owns the host's pinned memory
// What other threads may still use while the process ends is never destroyed: hence `*new`, here and below.
auto& blocks = *new std::map<Address, Block>;

int allocate(Address* address, size_t size, Context* owner) {
    std::lock_guard lock(gate);
    if (!size || size >> 48) return INVALID_VALUE;
    if (owner && (long long)size > memoryLimit - owner->used) return OUT_OF_MEMORY;
    auto* start = static_cast<char*>(aligned_alloc(256, (size + GUARD + 255) / 256 * 256));
    if (!start) return OUT_OF_MEMORY;
    memset(start, FRESH, size);
    memset(start + size, GUARDING, GUARD);
    blocks[Address(start)] = {size, owner};
    if (owner) owner->used += size;
    return put(address, Address(start));
}

bool holds(Context* owner, Address start, size_t size) {
    std::lock_guard lock(gate);
    auto at = blocks.upper_bound(start);
    if (at == blocks.begin()) return false;
    auto& [first, block] = *--at;
    return block.owner == owner && start - first <= block.size && size <= block.size - (start - first);
}
bool onDevice(Address start, size_t size) { return holds(current, start, size); }

void checkGuard(Address start, const Block& block) {
    auto* guard = reinterpret_cast<unsigned char*>(start + block.size);
    if (std::all_of(guard, guard + GUARD, [](auto byte) { return byte == GUARDING; })) return;
    complain("memory of " + std::to_string(block.size) + " bytes was overrun");
    memset(guard, GUARDING, GUARD); // so that it is told once
    if (block.owner) block.owner->breakDown(ILLEGAL_ADDRESS);
}

// A stream does its work when somebody waits for it, not before: who forgets to wait finds old data.
struct Stream {
    Context* context;
    std::mutex busy;
    std::vector<std::function<void()>> jobs;
    void drain() {
        std::lock_guard alone(busy);
        for (auto& job : jobs)
            if (!context->broken) job();
        jobs.clear();
    }
};
auto& streams = *new std::set<Stream*>; // never deleted, so that one which was destroyed is not taken for a new one

bool usable(Stream* stream) {
    std::lock_guard lock(gate);
    return streams.count(stream) && stream->context == current;
}
int enqueue(Stream* stream, std::function<void()> job) {
    if (!usable(stream)) return INVALID_HANDLE;
    std::lock_guard alone(stream->busy);
    stream->jobs.push_back(std::move(job));
    return 0;
}
void drainAll() {
    auto all = [] { std::lock_guard lock(gate); return streams; }();
    for (auto* stream : all) stream->drain();
}

// Kernels
// What a compiled kernel and the emulator share; the prelude declares the same.
struct Place { unsigned thread[3], block[3], blockDim[3], gridDim[3]; };
struct Shared { char *start, *end; Place* place; };
struct Kernel { void (*run)(void** arguments); const int* sizes; }; // sizes of arguments, 0 last; below 0: a pointer
struct Function { Context* context; std::string name; Kernel kernel; Shared shared; };

// The threads of a CUDA block take turns in one thread of the host. A coroutine runs one after the other until one
// waits at a barrier; then another coroutine goes on with the rest. So a kernel without a barrier needs only one.
// They are switched by setjmp, because swapcontext asks the kernel of the system every time.
struct Coroutine {
    std::unique_ptr<char[]> stack;
    jmp_buf at;
    bool waiting = false;
    unsigned thread = 0; // the one that it runs
};
constexpr size_t STACK = 128 << 10;

void split(unsigned i, const unsigned* size, unsigned* to) {
    to[0] = i % size[0];
    to[1] = i / size[0] % size[1];
    to[2] = i / size[0] / size[1];
}

struct Launch {
    Function& function;
    unsigned grid[3], block[3];
    std::mt19937 random; // so that the order is another in every launch
    std::vector<uint64_t> values{}; // of the arguments
    std::vector<void*> arguments{}; // where the values are
    std::vector<unsigned> threads{};
    size_t next = 0; // of the threads
    Coroutine* running = nullptr;
    jmp_buf scheduler{};
    void enter(unsigned thread) { split(thread, block, function.shared.place->thread); }
    std::vector<unsigned> shuffled(size_t count) {
        std::vector<unsigned> numbers(count);
        std::iota(numbers.begin(), numbers.end(), 0);
        std::shuffle(numbers.begin(), numbers.end(), random);
        return numbers;
    }
    int run();
    bool runBlock();
};
std::mutex oneKernel; // runs at a time: shared memory and these are there only once
auto& coroutines = *new std::deque<Coroutine>;
Launch* launched = nullptr;

void leave(bool waiting) {
    launched->running->waiting = waiting;
    if (!_setjmp(launched->running->at)) _longjmp(launched->scheduler, 1);
}
void waitAtBarrier() { leave(true); }
void runThreads() {
    for (Coroutine& self = *launched->running;; leave(false))
        while (launched->next < launched->threads.size()) {
            launched->enter(self.thread = launched->threads[launched->next++]);
            launched->function.kernel.run(launched->arguments.data());
        }
}

__attribute__((noinline)) void resume(Coroutine& coroutine) {
    if (_setjmp(launched->scheduler)) return;
    if (coroutine.stack) _longjmp(coroutine.at, 1);
    coroutine.stack.reset(new char[STACK]);
    ucontext_t start;
    getcontext(&start);
    start.uc_stack.ss_sp = coroutine.stack.get();
    start.uc_stack.ss_size = STACK;
    makecontext(&start, runThreads, 0);
    setcontext(&start);
}

bool Launch::runBlock() {
    threads = shuffled(block[0] * block[1] * block[2]);
    next = 0;
    std::vector<Coroutine*> waiting;
    auto turn = [&](Coroutine& coroutine) {
        running = &coroutine;
        enter(coroutine.thread);
        resume(coroutine);
        if (coroutine.waiting) waiting.push_back(&coroutine);
    };
    for (size_t i = 0; next < threads.size(); i++) {
        if (i == coroutines.size()) coroutines.emplace_back();
        turn(coroutines[i]);
    }
    while (waiting.size() == threads.size()) {
        auto all = std::move(waiting);
        waiting.clear();
        std::shuffle(all.begin(), all.end(), random);
        for (auto* coroutine : all) turn(*coroutine);
    }
    if (!waiting.empty()) coroutines.clear(); // some would wait for ever
    return waiting.empty();
}

int Launch::run() {
    for (size_t i = 0; i < values.size(); i++)
        if (function.kernel.sizes[i] < 0 && values[i] && !holds(function.context, values[i], 0))
            return complain("a pointer outside the device's memory was given to " + function.name), ILLEGAL_ADDRESS;
    std::lock_guard alone(oneKernel);
    launched = this;
    Shared& shared = function.shared;
    for (unsigned i : shuffled(size_t(grid[0]) * grid[1] * grid[2])) {
        memset(shared.start, FRESH, shared.end - shared.start);
        memcpy(shared.place->blockDim, block, sizeof block);
        memcpy(shared.place->gridDim, grid, sizeof grid);
        split(i, grid, shared.place->block);
        if (!runBlock()) return complain("some threads never reach a barrier of " + function.name), LAUNCH_FAILED;
    }
    return 0;
}

EXPORT void emulator_fail(const char* call, int nth, int code) {
    std::lock_guard lock(gate);
    snprintf(fault.call, sizeof fault.call, "%s", call);
    fault.countdown = nth;
    fault.code = code;
}
EXPORT void emulator_reset() {
    drainAll(); // where a device is broken, this drops its work
    std::lock_guard lock(gate);
    fault.countdown = 0;
    for (auto& context : contexts) context.broken = 0;
    uploaded = 0;
}
EXPORT long long emulator_allocated() {
    std::lock_guard lock(gate);
    return std::accumulate(contexts, contexts + MOST_DEVICES, 0LL, [](auto sum, auto& c) { return sum + c.used; });
}
EXPORT long long emulator_launches() { return launches; }
EXPORT long long emulator_products() { return products; }
EXPORT long long emulator_uploaded() { return uploaded; }
EXPORT void emulator_set_memory(long long bytes) { memoryLimit = bytes; }

// The driver
EXPORT int cuGetErrorName(int code, const char** name) {
    for (auto& error : ERRORS) if (error.code == code) return put(name, error.name);
    return INVALID_VALUE;
}
EXPORT int cuGetErrorString(int code, const char** text) {
    for (auto& error : ERRORS) if (error.code == code) return put(text, error.text);
    return INVALID_VALUE;
}
EXPORT int cuInit(unsigned) { ENTER(NOTHING); return 0; }
EXPORT int cuDriverGetVersion(int* version) { ENTER(NOTHING); return put(version, 12080); }
EXPORT int cuDeviceGetCount(int* count) { ENTER(NOTHING); return put(count, deviceCount()); }
EXPORT int cuDeviceGet(int* device, int ordinal) {
    return ordinal >= 0 && ordinal < deviceCount() ? put(device, ordinal) : INVALID_DEVICE;
}
EXPORT int cuDeviceGetUuid_v2(char* uuid, int device) { // zeros, then the device's number
    memset(uuid, 0, 15);
    return put(uuid + 15, char(device));
}
EXPORT int cuDevicePrimaryCtxRetain(Context** context, int device) {
    ENTER(NOTHING);
    return device >= 0 && device < deviceCount() ? put(context, &contexts[device]) : INVALID_DEVICE;
}
EXPORT int cuCtxSetCurrent(Context* context) { ENTER(NOTHING); return put(&current, context); }
EXPORT int cuMemGetInfo_v2(size_t* free, size_t* total) {
    ENTER(HEALTHY_CONTEXT);
    std::lock_guard lock(gate);
    return put(total, memoryLimit.load()) + put(free, std::max(0LL, memoryLimit - current->used));
}
EXPORT int cuMemAlloc_v2(Address* to, size_t size) { ENTER(HEALTHY_CONTEXT); return allocate(to, size, current); }
EXPORT int cuMemAllocHost_v2(Address* to, size_t size) { ENTER(HEALTHY_CONTEXT); return allocate(to, size, nullptr); }

// What is given back is taken even when the device is broken, so that a test still sees what was forgotten.
int giveBack(Address address, Context* owner) {
    drainAll(); // CUDA waits for the work that may use it
    std::lock_guard lock(gate);
    auto at = blocks.find(address);
    if (at == blocks.end() || at->second.owner != owner) return INVALID_VALUE;
    checkGuard(address, at->second);
    free(memset(reinterpret_cast<void*>(address), FREED, at->second.size));
    if (owner) owner->used -= at->second.size;
    blocks.erase(at);
    return current->broken;
}
EXPORT int cuMemFree_v2(Address address) { ENTER(CONTEXT); return giveBack(address, current); }
EXPORT int cuMemFreeHost(Address address) { ENTER(CONTEXT); return giveBack(address, nullptr); }
int enqueueCopy(bool allowed, Address to, Address from, size_t size, Stream* stream) {
    if (!allowed) return INVALID_VALUE;
    return enqueue(stream, [=] { memcpy(reinterpret_cast<void*>(to), reinterpret_cast<void*>(from), size); });
}
EXPORT int cuMemcpyHtoDAsync_v2(Address to, Address from, size_t size, Stream* stream) {
    ENTER(HEALTHY_CONTEXT);
    int code = enqueueCopy(onDevice(to, size) && holds(nullptr, from, size), to, from, size, stream);
    uploaded += code ? 0 : size;
    return code;
}
EXPORT int cuMemcpyDtoHAsync_v2(Address to, Address from, size_t size, Stream* stream) {
    ENTER(HEALTHY_CONTEXT);
    return enqueueCopy(holds(nullptr, to, size) && onDevice(from, size), to, from, size, stream);
}
EXPORT int cuMemcpyDtoDAsync_v2(Address to, Address from, size_t size, Stream* stream) {
    ENTER(HEALTHY_CONTEXT);
    bool overlap = to < from + size && from < to + size; // CUDA says nothing of what comes of it
    return enqueueCopy(onDevice(to, size) && onDevice(from, size) && !overlap, to, from, size, stream);
}
EXPORT int cuMemsetD8Async(Address to, unsigned char value, size_t size, Stream* stream) {
    ENTER(HEALTHY_CONTEXT);
    if (!onDevice(to, size)) return INVALID_VALUE;
    return enqueue(stream, [=] { memset(reinterpret_cast<void*>(to), value, size); });
}
EXPORT int cuStreamCreate(Stream** stream, unsigned) {
    ENTER(HEALTHY_CONTEXT);
    std::lock_guard lock(gate);
    return put(stream, *streams.insert(new Stream{current, {}, {}}).first);
}
EXPORT int cuStreamSynchronize(Stream* stream) {
    ENTER(HEALTHY_CONTEXT);
    if (!usable(stream)) return INVALID_HANDLE;
    stream->drain();
    std::lock_guard lock(gate);
    for (auto& [start, block] : blocks)
        if (block.owner == current) checkGuard(start, block);
    return current->broken;
}
EXPORT int cuStreamDestroy_v2(Stream* stream) {
    ENTER(CONTEXT);
    if (!usable(stream)) return INVALID_HANDLE;
    stream->drain(); // CUDA still does what was asked
    std::lock_guard lock(gate);
    streams.erase(stream);
    return current->broken;
}

// The compiler loads the kernels as well; an image, and likewise a module, only tells where they are.
const auto& IMAGE = *new std::string("kernels of the CUDA emulator at ");
EXPORT int cuModuleLoadData(void** module, const char* image) {
    ENTER(HEALTHY_CONTEXT);
    if (strncmp(image, IMAGE.c_str(), IMAGE.size())) return INVALID_IMAGE;
    return put(module, reinterpret_cast<void*>(atoll(image + IMAGE.size())));
}
EXPORT int cuModuleGetFunction(Function** function, void* module, const char* name) {
    ENTER(HEALTHY_CONTEXT);
    auto kernel = reinterpret_cast<Kernel*>(dlsym(module, (std::string("emulator_kernel_") + name).c_str()));
    // Without extern "C" the compiler changes the name, and CUDA does not find the plain one either.
    if (!kernel || !dlsym(module, name)) return NOT_FOUND;
    auto connect = reinterpret_cast<Shared (*)(void (*)())>(dlsym(module, "emulator_connect"));
    return put(function, new Function{current, name, *kernel, connect(waitAtBarrier)});
}
EXPORT int cuLaunchKernel(Function* function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by,
                          unsigned bz, unsigned sharedBytes, Stream* stream, void** arguments, void** extra) {
    ENTER(HEALTHY_CONTEXT);
    if (!function || function->context != current || !usable(stream)) return INVALID_HANDLE;
    uint64_t threads = uint64_t(bx) * by * bz;
    if (!gx || !gy || !gz || gx > 0x7FFFFFFF || gy > 65535 || gz > 65535 || !threads || threads > 1024 || bz > 64 ||
        sharedBytes || extra) return INVALID_VALUE; // the last two are not emulated
    std::mt19937 random(unsigned(++launches));
    std::shared_ptr<Launch> launch(new Launch{*function, {gx, gy, gz}, {bx, by, bz}, random});
    for (const int* size = function->kernel.sizes; *size; size++)
        memcpy(&launch->values.emplace_back(0), *arguments++, std::abs(*size)); // CUDA reads them now, too
    for (auto& value : launch->values) launch->arguments.push_back(&value);
    return enqueue(stream, [launch] { launch->function.context->breakDown(launch->run()); });
}

// The compiler
enum : int { INVALID_INPUT = 3, INVALID_OPTION = 5, COMPILATION = 6 };
struct Program { std::string source, name, log, image; };
// What kernels find declared. It includes nothing, since NVRTC has no headers of the host either.
const char* const PRELUDE = R"PRELUDE(#line 1 "prelude"
#define __global__
#define __device__
#define __shared__ static __attribute__((section("emulator_shared"))) // so that the emulator finds all of it
struct uint3 { unsigned x, y, z; };
struct alignas(4) uchar4 { unsigned char x, y, z, w; };
struct alignas(16) float4 { float x, y, z, w; };
inline float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }
extern "C" double exp(double) noexcept, log(double) noexcept, sqrt(double) noexcept, fabs(double) noexcept;
extern "C" float expf(float) noexcept, logf(float) noexcept, sqrtf(float) noexcept, fabsf(float) noexcept;
inline long long __double2ll_rn(double x) { return __builtin_llrint(x); }
__shared__ struct { uint3 thread, block, blockDim, gridDim; } emulator_place;
static const uint3 &threadIdx = emulator_place.thread, &blockIdx = emulator_place.block;
static const uint3 &blockDim = emulator_place.blockDim, &gridDim = emulator_place.gridDim;
static void (*emulator_barrier)();
inline void __syncthreads() { emulator_barrier(); }
extern "C" char __start_emulator_shared[], __stop_emulator_shared[]; // the linker defines them
struct emulator_Shared { char *start, *end; void *place; };
extern "C" emulator_Shared emulator_connect(void (*barrier)()) {
  emulator_barrier = barrier;
  return {__start_emulator_shared, __stop_emulator_shared, &emulator_place};
}
template <class T> const int emulator_size = sizeof(T);
template <class T> const int emulator_size<T *> = -8;
template <int... I> struct emulator_Indices {};
template <class... A, int... I> void emulator_run(void (*kernel)(A...), void **p, emulator_Indices<I...>) {
  kernel(*(A *) p[I]...);
}
template <class... A> void emulator_run(void (*kernel)(A...), void **p) {
  emulator_run(kernel, p, emulator_Indices<__integer_pack(sizeof...(A))...>());
}
template <class... A> const int *emulator_sizes(void (*)(A...)) {
  static const int sizes[] = {emulator_size<A>..., 0};
  return sizes;
}
struct emulator_Kernel { void (*run)(void **); const int *sizes; };
)PRELUDE";

std::string kernels(const std::string& source) { // what cuModuleGetFunction looks for
    std::string text = "\n#line 1 \"kernels\"\nextern \"C\" {\n";
    const std::regex kernel("__global__\\s+void\\s+(\\w+)");
    for (std::sregex_iterator at(source.begin(), source.end(), kernel), end; at != end; ++at) {
        std::string name = (*at)[1], run = "[](void **p) { emulator_run(&" + name + ", p); }";
        text += "emulator_Kernel emulator_kernel_" + name + " = {" + run + ", emulator_sizes(&" + name + ")};\n";
    }
    return text + "}\n";
}

bool build(Program& program) {
    std::string folder = std::filesystem::temp_directory_path() / "cuda-emulator-XXXXXX";
    if (!mkdtemp(folder.data())) return false;
    std::ofstream(folder + "/kernels.cpp") << PRELUDE << "#line 1 \"" << program.name << "\"\n" << program.source
                                           << kernels(program.source);
    std::string command = "cd '" + folder + "' && g++ -std=c++17 -nostdinc -nostdinc++ -O2 -ffp-contract=off"
        " -fno-math-errno -fno-strict-aliasing -shared -fPIC -Wl,-Bsymbolic -o kernels.so kernels.cpp > log 2>&1";
    void* library = std::system(command.c_str()) ? nullptr : dlopen((folder + "/kernels.so").c_str(), RTLD_NOW);
    std::getline(std::ifstream(folder + "/log"), program.log, '\0');
    program.image = IMAGE + std::to_string(uintptr_t(library));
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    return library;
}

EXPORT const char* nvrtcGetErrorString(int code) {
    return code == COMPILATION ? "NVRTC_ERROR_COMPILATION" : code == INVALID_OPTION ? "NVRTC_ERROR_INVALID_OPTION" : "";
}
EXPORT int nvrtcVersion(int* major, int* minor) { ENTER(NOTHING); return put(major, 12) + put(minor, 8); }
EXPORT int nvrtcCreateProgram(Program** program, const char* source, const char* name, int headers, void*, void*) {
    ENTER(NOTHING);
    return headers ? INVALID_INPUT : put(program, new Program{source, name, "", ""}); // headers are not emulated
}
EXPORT int nvrtcDestroyProgram(Program** program) { ENTER(NOTHING); delete *program; return put(program, nullptr); }
EXPORT int nvrtcCompileProgram(Program* program, int count, const char** options) {
    ENTER(NOTHING);
    bool architecture = false;
    for (std::string option : std::vector<std::string>(options, options + count)) {
        if (option == "--gpu-architecture=sm_90") architecture = true;
        else if (option != "--fmad=false" && option != "--fmad=true") // g++ never contracts here
            program->log += "nvrtc: error: unrecognized option " + option + " found\n";
    }
    if (!architecture) program->log += "nvrtc: error: the emulator wants the option --gpu-architecture=sm_90\n";
    return !program->log.empty() ? INVALID_OPTION : build(*program) ? 0 : COMPILATION;
}
EXPORT int nvrtcGetProgramLogSize(Program* p, size_t* size) { ENTER(NOTHING); return put(size, p->log.size() + 1); }
EXPORT int nvrtcGetProgramLog(Program* p, char* log) { ENTER(NOTHING); return strcpy(log, p->log.c_str()), 0; }
EXPORT int nvrtcGetCUBINSize(Program* p, size_t* size) { ENTER(NOTHING); return put(size, p->image.size() + 1); }
EXPORT int nvrtcGetCUBIN(Program* p, char* image) { ENTER(NOTHING); return strcpy(image, p->image.c_str()), 0; }

// The products of matrices, which are column-major
enum : int { LT_NOT_INITIALIZED = 1, LT_INVALID = 7, LT_EXECUTION = 13, LT_NOT_SUPPORTED = 15 };
constexpr int COMPUTE_FLOAT = 68, COMPUTE_TF32 = 77;
struct Description { int compute; int32_t transposed[2] = {0, 0}; };
struct Layout { uint64_t rows, cols; int64_t ld; int32_t batch = 1; int64_t stride = 0; };
struct Algorithm { uint64_t signature, m, n, k, transposedA, transposedB, compute, unused; };
struct Heuristic { Algorithm algorithm; size_t workspace; int state; float waves; int reserved[4]; };
static_assert(sizeof(Algorithm) == 64 && sizeof(Heuristic) == 96, "as cublasLt lays it out");

// An injected code is that of cublasLt, save for one that breaks the device.
int enterLt(const char* call) {
    int code = enter(call, HEALTHY_CONTEXT);
    return code == INVALID_CONTEXT ? LT_NOT_INITIALIZED : isSticky(code) ? LT_EXECUTION : code;
}
#define ENTER_LT if (int code_ = enterLt(__func__)) return code_
template <class T> int set(T& to, const void* from, size_t size) {
    if (size != sizeof(T)) return LT_INVALID;
    return put(&to, *static_cast<const T*>(from));
}

bool match(const Description& d, const Layout& A, const Layout& B, const Layout& C, Algorithm& q) {
    bool a = d.transposed[0], b = d.transposed[1];
    q = {0x454D554C41544F52, C.rows, C.cols, a ? A.rows : A.cols, a, b, uint64_t(d.compute), 0};
    for (auto& l : {A, B, C})
        if (!l.rows || !l.cols || l.ld < int64_t(l.rows) || l.batch < 1 || l.batch != C.batch || l.stride < 0)
            return false;
    return (a ? A.cols : A.rows) == q.m && (b ? B.cols : B.rows) == q.k && (b ? B.rows : B.cols) == q.n;
}

bool operand(const void* start, const Layout& l) { // aligned in every item of the batch, and all in one allocation
    uint64_t floats = uint64_t(l.batch - 1) * l.stride + uint64_t(l.ld) * (l.cols - 1) + l.rows;
    return uintptr_t(start) % 16 == 0 && (l.batch == 1 || l.stride % 4 == 0) && onDevice(Address(start), floats * 4);
}

float rounded(float x, bool tf32) { // to 11 bits, as the tensor cores read it
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    if (!tf32 || (bits & 0x7F800000) == 0x7F800000) return x;
    bits = (bits + 0xFFF + (bits >> 13 & 1)) & ~0x1FFFu;
    memcpy(&x, &bits, sizeof bits);
    return x;
}

// Every sum goes over p in its order and is never contracted, so that it is the same wherever an element lies.
__attribute__((optimize("O3", "fp-contract=off")))
void multiply(const Algorithm& q, const float* A, int64_t lda, const float* B, int64_t ldb, float* C, int64_t ldc) {
    const size_t m = q.m;
    const bool tf32 = q.compute == COMPUTE_TF32;
    std::vector<float> a(m * q.k);
    for (size_t i = 0; i < m; i++)
        for (size_t p = 0; p < q.k; p++) a[p * m + i] = rounded(q.transposedA ? A[p + i * lda] : A[i + p * lda], tf32);
    for (size_t j = 0; j < q.n; j++) {
        float* __restrict__ sums = C + j * ldc;
        std::fill(sums, sums + m, 0.0f);
        for (size_t p = 0; p < q.k; p++) {
            float b = rounded(q.transposedB ? B[j + p * ldb] : B[p + j * ldb], tf32);
            const float* __restrict__ column = &a[p * m];
            for (size_t i = 0; i < m; i++) sums[i] += column[i] * b;
        }
    }
}

EXPORT size_t cublasLtGetVersion() { return 120800; }
EXPORT const char* cublasLtGetStatusName(int status) {
    return status == LT_INVALID ? "CUBLAS_STATUS_INVALID_VALUE" : status == LT_NOT_SUPPORTED
        ? "CUBLAS_STATUS_NOT_SUPPORTED" : status == LT_EXECUTION ? "CUBLAS_STATUS_EXECUTION_FAILED"
        : "CUBLAS_STATUS of another kind";
}
EXPORT int cublasLtCreate(Context** handle) { ENTER_LT; return put(handle, current); }
EXPORT int cublasLtDestroy(Context*) { return 0; }
EXPORT int cublasLtMatmulDescCreate(Description** description, int compute, int scaleType) {
    ENTER_LT;
    bool known = (compute == COMPUTE_FLOAT || compute == COMPUTE_TF32) && !scaleType;
    return known ? put(description, new Description{compute}) : LT_NOT_SUPPORTED;
}
EXPORT int cublasLtMatrixLayoutCreate(Layout** layout, int type, uint64_t rows, uint64_t cols, int64_t ld) {
    ENTER_LT;
    return type ? LT_NOT_SUPPORTED : put(layout, new Layout{rows, cols, ld});
}
EXPORT int cublasLtMatmulDescDestroy(Description* description) { delete description; return 0; }
EXPORT int cublasLtMatrixLayoutDestroy(Layout* layout) { delete layout; return 0; }
// It has one algorithm, which needs no workspace and adds each sum up in one place: what all preferences allow.
EXPORT int cublasLtMatmulPreferenceCreate(void** preference) { ENTER_LT; return put(preference, nullptr); }
EXPORT int cublasLtMatmulPreferenceSetAttribute(void*, int, const void*, size_t) { return 0; }
EXPORT int cublasLtMatmulPreferenceDestroy(void*) { return 0; }
EXPORT int cublasLtMatmulDescSetAttribute(Description* d, int attribute, const void* value, size_t size) {
    return attribute == 3 || attribute == 4 ? set(d->transposed[attribute - 3], value, size) : LT_INVALID;
}
EXPORT int cublasLtMatrixLayoutSetAttribute(Layout* l, int attribute, const void* value, size_t size) {
    return attribute == 5 ? set(l->batch, value, size) : attribute == 6 ? set(l->stride, value, size) : LT_INVALID;
}
EXPORT int cublasLtMatmulAlgoGetHeuristic(Context* handle, Description* d, Layout* A, Layout* B, Layout* C, Layout* D,
                                          void*, int wanted, Heuristic* results, int* found) {
    ENTER_LT;
    Heuristic result{};
    if (handle != current || C != D || wanted < 1 || !match(*d, *A, *B, *C, result.algorithm)) return LT_INVALID;
    return put(results, result) + put(found, 1);
}
EXPORT int cublasLtMatmul(Context* handle, Description* d, const float* alpha, const float* A, Layout* layoutA,
                          const float* B, Layout* layoutB, const float* beta, const float* C, Layout* layoutC, float* D,
                          Layout* layoutD, const void* algorithm, void*, size_t workspace, Stream* stream) {
    ENTER_LT;
    if (*alpha != 1 || *beta != 0 || C != D || layoutC != layoutD || workspace) return LT_NOT_SUPPORTED;
    Layout a = *layoutA, b = *layoutB, c = *layoutC; // as they are now
    Algorithm q;
    if (handle != current || !match(*d, a, b, c, q) || memcmp(algorithm, &q, sizeof q)) return LT_INVALID;
    if (!operand(A, a) || !operand(B, b) || !operand(D, c) || D == A || D == B || (c.batch > 1 && !c.stride))
        return LT_INVALID;
    int code = enqueue(stream, [=] {
        for (int i = 0; i < c.batch; i++)
            multiply(q, A + i * a.stride, a.ld, B + i * b.stride, b.ld, D + i * c.stride, c.ld);
    });
    products += !code;
    return code ? LT_INVALID : 0;
}
