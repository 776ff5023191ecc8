// What stands between the matrix products of a pass over a group of blocks. NVRTC compiles it when the first task comes to a GPU.
//
// All blocks of a group have the same number of rows. In every array block b begins at b * stride, and blockIdx.y is b. Nothing here
// depends on how many blocks a group has, nor on the place that a block has in it, and every sum has one order: a block's bits
// are the same in whatever group it comes.

#define PART_OF_THE_BLOCK \
  const long long first = blockIdx.x * (long long) blockDim.x + threadIdx.x; \
  const long long step = gridDim.x * (long long) blockDim.x

// The column of the element at hand, from one to the next without a division, which would take longer than all the rest.
#define COLUMN_OF_FIRST(columns) \
  int column = (int) (first % (columns)); \
  const int further = (int) (step % (columns))
#define NEXT_COLUMN(columns) column = column + further < (columns) ? column + further : column + further - (columns)

extern "C" {

// pixels: (size) bytes -> x: (size) floats, by a table of the 256 greys. Four at a time.
__global__ void standardize(
    const unsigned char *const *examples, const float *table, long long size, long long stride, float *x) {
  PART_OF_THE_BLOCK;
  const unsigned char *pixels = examples[blockIdx.y];
  float *features = x + blockIdx.y * stride;
  for (long long i = first; i < size / 4; i += step) {
    uchar4 four = ((const uchar4 *) pixels)[i];
    ((float4 *) features)[i] = make_float4(table[four.x], table[four.y], table[four.z], table[four.w]);
  }
  for (long long i = size / 4 * 4 + first; i < size; i += step) {
    features[i] = table[pixels[i]];
  }
}

// output: (rows, out) = x weight -> x weight + bias.
__global__ void add_bias(float *output, const float *bias, int out, long long size, long long stride) {
  PART_OF_THE_BLOCK;
  COLUMN_OF_FIRST(out);
  float *z = output + blockIdx.y * stride;
  for (long long i = first; i < size; i += step) {
    z[i] += bias[column];
    NEXT_COLUMN(out);
  }
}

// The same, and activation = max(output, 0) - shift: (rows, out).
__global__ void add_bias_and_activate(
    float *output, const float *bias, float *activation, int out, float shift, long long size, long long stride) {
  PART_OF_THE_BLOCK;
  COLUMN_OF_FIRST(out);
  float *z = output + blockIdx.y * stride;
  float *a = activation + blockIdx.y * stride;
  for (long long i = first; i < size; i += step) {
    z[i] += bias[column];
    a[i] = (z[i] <= 0 ? 0 : z[i]) - shift; // not fmaxf, which turns not-a-number into 0
    NEXT_COLUMN(out);
  }
}

// dActivation: (rows, out) -> dOutput, in its place: 0 where the output was not above 0. The shift has no part in it.
__global__ void through_activation(const float *output, float *dActivation, long long size, long long stride) {
  PART_OF_THE_BLOCK;
  const float *z = output + blockIdx.y * stride;
  float *d = dActivation + blockIdx.y * stride;
  for (long long i = first; i < size; i += step) {
    d[i] = z[i] <= 0 ? 0 : d[i];
  }
}

// output: (rows, 1) -> each row's loss = (output - label)^2, dOutput = 2 (output - label).
__global__ void mse(
    const float *output, const unsigned char *const *examples, long long pixels, int rows, int /* out, 1 */, long long stride,
    float *dOutput, double *losses) {
  PART_OF_THE_BLOCK;
  const unsigned char *labels = examples[blockIdx.y] + pixels;
  for (long long row = first; row < rows; row += step) {
    double difference = (double) output[blockIdx.y * stride + row] - labels[row];
    losses[blockIdx.y * (long long) rows + row] = difference * difference;
    dOutput[blockIdx.y * stride + row] = (float) (2 * difference);
  }
}

// output: (rows, out) -> each row's loss = log sum exp(output) - output[label], dOutput = softmax(output) - onehot(label). The largest
// output is taken out first, so that no exponential overflows.
__global__ void cross_entropy(
    const float *output, const unsigned char *const *examples, long long pixels, int rows, int out, long long stride,
    float *dOutput, double *losses) {
  PART_OF_THE_BLOCK;
  const unsigned char *labels = examples[blockIdx.y] + pixels;
  for (long long row = first; row < rows; row += step) {
    const float *z = output + blockIdx.y * stride + row * out;
    float *d = dOutput + blockIdx.y * stride + row * out;
    int label = labels[row];
    double largest = z[0];
    for (int j = 1; j < out; j++) {
      largest = z[j] > largest ? z[j] : largest;
    }
    double sum = 0;
    for (int j = 0; j < out; j++) {
      sum += exp(z[j] - largest);
    }
    losses[blockIdx.y * (long long) rows + row] = log(sum) - (z[label] - largest);
    for (int j = 0; j < out; j++) {
      d[j] = (float) (exp(z[j] - largest) / sum - (j == label ? 1 : 0));
    }
  }
}

// losses: (rows) -> their sum, by 256 threads of one CUDA block: each adds every 256th, then halves are added to halves.
__global__ void sum_losses(const double *losses, int rows, double *sums) {
  __shared__ double part[256];
  int thread = threadIdx.x;
  double sum = 0;
  for (int row = thread; row < rows; row += 256) {
    sum += losses[blockIdx.y * (long long) rows + row];
  }
  part[thread] = sum;
  for (int half = 128; half > 0; half /= 2) {
    __syncthreads();
    if (thread < half) {
      part[thread] += part[thread + half];
    }
  }
  if (thread == 0) {
    sums[blockIdx.y] = part[0];
  }
}

// dOutput: (rows, out) -> dBias: (out), the sums of its columns, in double: 32 columns by 8 threads each, which then join in order.
__global__ void sum_columns(
    const float *dOutput, int rows, int out, long long stride, float *dBias, long long dBiasStride) {
  __shared__ double part[8][32];
  int column = blockIdx.x * 32 + threadIdx.x;
  double sum = 0;
  if (column < out) {
    for (int row = threadIdx.y; row < rows; row += 8) {
      sum += dOutput[blockIdx.y * stride + (long long) row * out + column];
    }
  }
  part[threadIdx.y][threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.y == 0 && column < out) {
    for (int i = 1; i < 8; i++) {
      sum += part[i][threadIdx.x];
    }
    dBias[blockIdx.y * dBiasStride + column] = (float) sum;
  }
}

// The nearest number of units, ties to even; 0, and a mark, where a value is larger than can be added, or not a number.
__device__ long long units_of(double value, double unitsInOne, double largest, int *refused) {
  if (!(fabs(value) <= largest)) {
    *refused = 1;
    return 0;
  }
  return __double2ll_rn(value * unitsInOne);
}

// What each block of the group adds to each parameter's sum, which is of whole units: no order changes it.
__global__ void add_exactly(
    const float *gradients, int blocks, long long size, long long stride, double unitsInOne, double largest, long long *units,
    int *refused) {
  PART_OF_THE_BLOCK;
  for (long long i = first; i < size; i += step) {
    long long sum = 0;
    for (int block = 0; block < blocks; block++) {
      sum += units_of(gradients[block * stride + i], unitsInOne, largest, refused);
    }
    units[i] += sum;
  }
}

// The same of their losses, by one thread.
__global__ void add_losses_exactly(
    const double *losses, int blocks, double unitsInOne, double largest, long long *units, int *refused) {
  for (int block = 0; block < blocks; block++) {
    *units += units_of(losses[block], unitsInOne, largest, refused);
  }
}
}
