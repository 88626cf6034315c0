import { toSlug } from '../catalogue/check.ts';
import { attempt } from '../platform/attempt.ts';

/** What is recorded of an error that ends the tool: its class and its code, never its message. */
export type CrashProps = {
  readonly errorClass: string;
  readonly errorCode?: string;
  readonly origin: 'exception' | 'rejection';
  readonly command?: string;
};

export function describeCrash(error: unknown, origin: string, command: string | undefined): CrashProps {
  const name = attempt(() => (error as Error | undefined)?.name);
  const code = attempt(() => (error as NodeJS.ErrnoException | undefined)?.code);
  return {
    errorClass: typeof name === 'string' ? toSlug(name, 1) : typeof error,
    ...(typeof code === 'string' ? { errorCode: toSlug(code, 1) } : {}),
    origin: origin === 'unhandledRejection' ? 'rejection' : 'exception',
    ...(command === undefined ? {} : { command }),
  };
}
