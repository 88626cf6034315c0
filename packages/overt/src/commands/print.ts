import type { Platform } from '../platform/platform.ts';

/** Where the text of a command goes. */
export type Write = (text: string, stream: 'output' | 'error') => void;

const DESCRIPTORS = { output: 1, error: 2 } as const;
/** A pipe that is full is tried again after this. */
const FULL_PIPE_WAIT_MS = 5;

/** @internal Writes all of it before it returns, so that a tool may call process.exit right after. */
export function createPrinter({ fs }: Platform): Write {
  return (text, stream) => {
    const bytes = Buffer.from(text);
    for (let written = 0; written < bytes.length;) {
      try {
        written += fs.writeSync(DESCRIPTORS[stream], bytes, written);
      } catch (error) {
        // Nobody reads any more (`… | head`): there is nothing left to do.
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
        pause(FULL_PIPE_WAIT_MS);
      }
    }
  };
}

/** @internal What servers and files of others say may hold codes that make a terminal do things. */
export function withoutCodes(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '?');
}

/** @internal JSON leaves these as they are. */
export function escapeCodes(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (code) => `\\u${code.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
