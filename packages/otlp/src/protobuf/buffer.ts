/** Takes bytes from the last to the first, so that the length of a message is known when it has to be written, in front of it. */
export type BackwardBuffer = {
  /** How many bytes there are. */
  readonly size: () => number;
  /** Puts a number in front, seven bits a byte, the lowest first; the eighth bit says that more follow. */
  readonly addVarint: (value: number) => void;
  /** Puts so many bytes in front, which `fill` writes at `at`. */
  readonly add: (count: number, fill: (bytes: Buffer, at: number) => unknown) => void;
  readonly toBytes: () => Buffer;
};

const FIRST_BYTES = 4096;

export function createBackwardBuffer(): BackwardBuffer {
  let bytes = Buffer.allocUnsafe(FIRST_BYTES);
  let at = bytes.length;
  const reserve = (count: number): void => {
    if (count > at) {
      const larger = Buffer.allocUnsafe(2 * bytes.length + count);
      const moved = larger.length - bytes.length;
      bytes.copy(larger, at + moved, at);
      bytes = larger;
      at += moved;
    }
    at -= count;
  };
  return {
    size: () => bytes.length - at,
    addVarint: (value) => {
      reserve(sizeOfVarint(value));
      let left = value;
      let to = at;
      for (; left > 127; left = Math.floor(left / 128)) bytes[to++] = (left % 128) + 128;
      bytes[to] = left;
    },
    add: (count, fill) => {
      reserve(count);
      fill(bytes, at);
    },
    toBytes: () => bytes.subarray(at),
  };
}

function sizeOfVarint(value: number): number {
  let size = 1;
  for (let left = value; left > 127; left = Math.floor(left / 128)) size += 1;
  return size;
}
