import { toSlug } from '../catalogue/check.ts';
import { attempt } from '../platform/attempt.ts';
import type { ErrorSettings } from './options.ts';
import { listCauses, readProperty } from './read-error.ts';

/** Errors that are no fault of the tool: they are counted by kind, and no report is made of them. */

/** Of the connection or the other side, as Node, OpenSSL and undici say it. */
const NETWORK_CODES = new Set(
  (
    'ENOTFOUND EAI_AGAIN ECONNREFUSED ECONNRESET ECONNABORTED ETIMEDOUT ENETUNREACH ENETDOWN EHOSTUNREACH EHOSTDOWN ' +
    'UND_ERR_CONNECT_TIMEOUT UND_ERR_HEADERS_TIMEOUT UND_ERR_BODY_TIMEOUT UND_ERR_SOCKET ' +
    'CERT_HAS_EXPIRED CERT_NOT_YET_VALID DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN ' +
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE UNABLE_TO_GET_ISSUER_CERT UNABLE_TO_GET_ISSUER_CERT_LOCALLY ' +
    'ERR_TLS_CERT_ALTNAME_INVALID'
  ).split(' '),
);
/** The user changed their mind: Ctrl-C at a prompt, a request called off, a pager that was closed (EPIPE). */
const ABORT_NAMES = new Set(
  'AbortError ExitPromptError CancelPromptError CanceledError CancelledError'.split(' '),
);
const ABORT_CODES = new Set('ABORT_ERR ERR_CANCELED EPIPE'.split(' '));
/** What parsers of command lines throw: yargs, cac, clipanion, gunshi, and oclif's parser. */
const USAGE_NAMES = new Set(
  (
    'YError CACError UsageError UnknownSyntaxError ArgResolveError ArgError CLIParseError RequiredArgsError ' +
    'RequiredFlagError FlagInvalidOptionError NonExistentFlagsError UnexpectedArgsError FailedFlagValidationError'
  ).split(' '),
);
/** commander, node:util, citty, arg, and gunshi, which throws several as one. */
const USAGE_CODES =
  'commander. ERR_PARSE_ARGS_ EARG E_UNKNOWN_COMMAND E_NO_COMMAND ARG_ err:arg: err:cmd:'.split(' ');
/** What a shell says of a command that Ctrl-C ended, and sysexits.h of wrong use. */
const INTERRUPTED = 130;
const EX_USAGE = 64;
/** Requests wrap what the network said: `fetch failed`, caused by ECONNREFUSED. */
const MAX_CAUSES = 5;

/** The kind of an error that is to be expected, or undefined for one that is not. What the author says comes first. */
export function kindOf(error: unknown, { expected, classify }: ErrorSettings): string | undefined {
  const said: unknown = classify === undefined ? undefined : attempt(() => classify(error));
  if (typeof said === 'string' && said !== '') return toSlug(said, 1);
  const [name, code] = [readProperty(error, 'name'), readProperty(error, 'code')];
  const made = readProperty(readProperty(error, 'constructor'), 'name');
  for (const key of [code, name, made])
    if (typeof key === 'string' && Object.hasOwn(expected, key)) return expected[key];
  if (isAbort(error, name, code)) return 'abort';
  if (isUsage(error, name, code)) return 'usage';
  return listCauses(error, MAX_CAUSES).some((cause) => isIn(NETWORK_CODES, readProperty(cause, 'code')))
    ? 'network'
    : undefined;
}

function isAbort(error: unknown, name: unknown, code: unknown): boolean {
  return (
    isIn(ABORT_NAMES, name) || isIn(ABORT_CODES, code) || readProperty(error, 'exitCode') === INTERRUPTED
  );
}

function isUsage(error: unknown, name: unknown, code: unknown): boolean {
  if (isIn(USAGE_NAMES, name) || readProperty(error, 'exitCode') === EX_USAGE) return true;
  const first = code ?? readProperty(readProperty(readProperty(error, 'errors'), '0'), 'code');
  return typeof first === 'string' && USAGE_CODES.some((start) => first.startsWith(start));
}

function isIn(words: ReadonlySet<string>, value: unknown): boolean {
  return typeof value === 'string' && words.has(value);
}
