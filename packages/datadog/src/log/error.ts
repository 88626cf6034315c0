import type { BatchEvent, Fault } from 'overt';

/** An error by the names under which Datadog looks for it. */
export type LogError = {
  readonly kind: string;
  readonly message?: string;
  readonly stack?: string;
  readonly fingerprint?: string;
};

/** Left out of the properties, since they are in `error`. */
export const ERROR_PROPS: readonly string[] = ['stack', 'fingerprint'];

/** The error of an event. The stack is our text of it, which reads as Node's does: no lines of source, no paths of the user's. */
export function makeError({ errors: [thrown] }: Fault, { props }: BatchEvent): LogError {
  const { stack, fingerprint } = props;
  return {
    kind: thrown?.type ?? 'Error',
    ...(thrown?.message !== undefined && { message: thrown.message }),
    ...(typeof stack === 'string' && { stack }),
    ...(typeof fingerprint === 'string' && { fingerprint }),
  };
}
