/**
 * Copies between two ways of walking through memory: slices, transposes, tiles, concatenations are all this. Three axes;
 * strides are in elements.
 */
@inline
function walk<T>(
  out: usize, x: usize, n1: i32, n2: i32, n3: i32,
  out1: i32, out2: i32, out3: i32, x1: i32, x2: i32, x3: i32,
): void {
  const size = sizeof<T>();
  const inOneGo = out3 == 1 && x3 == 1 && n3 >= 16;
  const outStep = <isize>out3 * size;
  const xStep = <isize>x3 * size;
  for (let i = 0; i < n1; i++) {
    for (let j = 0; j < n2; j++) {
      let to = out + <isize>(i * out1 + j * out2) * size;
      let from = x + <isize>(i * x1 + j * x2) * size;
      if (inOneGo) {
        memory.copy(to, from, <usize>n3 * size);
      } else {
        for (let k = 0; k < n3; k++, to += outStep, from += xStep) store<T>(to, load<T>(from));
      }
    }
  }
}

export function copyWords(
  out: usize, x: usize, n1: i32, n2: i32, n3: i32,
  out1: i32, out2: i32, out3: i32, x1: i32, x2: i32, x3: i32,
): void { walk<u32>(out, x, n1, n2, n3, out1, out2, out3, x1, x2, x3); }

export function copyBytes(
  out: usize, x: usize, n1: i32, n2: i32, n3: i32,
  out1: i32, out2: i32, out3: i32, x1: i32, x2: i32, x3: i32,
): void { walk<u8>(out, x, n1, n2, n3, out1, out2, out3, x1, x2, x3); }
