import { VERSION } from '../catalogue/check.ts';
import { isSlug } from '../errors/options.ts';
import type { Env } from '../platform/platform.ts';
import { expected } from '../option-error.ts';

/** What a tool is a part of. */
export type ContextOption = { readonly name: string; readonly version: string };

/** What the author says of the place where a build is used. */
export type NamedSurroundings = {
  readonly environment: string | undefined;
  readonly environmentVariable: string | undefined;
  readonly context: ContextOption | undefined;
};

/** Only who builds a release may call it so. */
const RELEASED = 'production';

/** The options, which were checked. */
export function resolveSurroundings(options: Partial<NamedSurroundings>): NamedSurroundings {
  const { environment, environmentVariable, context } = options;
  // An empty text is what a build leaves behind that was told nothing.
  return { environment: environment || undefined, environmentVariable, context };
}

/** Throws where one of them is wrong. */
export function checkSurroundings(options: Partial<NamedSurroundings>): void {
  const { environment, environmentVariable, context } = options;
  if (environment !== undefined && environment !== '' && !isSlug(environment))
    throw expected('environment', 'a short name such as production', environment);
  if (
    environmentVariable !== undefined &&
    (typeof environmentVariable !== 'string' || environmentVariable === '')
  )
    throw expected('environmentVariable', 'the name of a variable', environmentVariable);
  if (context !== undefined && !isContext(context))
    throw expected('context', 'an object with a short `name` and a `version`', context);
}

/** The fields of the resource that say so. */
export function describeSurroundings(
  { environment, environmentVariable, context }: NamedSurroundings,
  [env, variable]: [Env, string],
): Record<string, string> {
  const said = env[environmentVariable ?? ''] || env[`${variable}_ENVIRONMENT`];
  const name = said && isSlug(said) && said !== RELEASED ? said : environment;
  return {
    ...(name === undefined ? {} : { environment: name }),
    ...(context === undefined ? {} : { contextName: context.name, contextVersion: context.version }),
  };
}

export function isContext(context: ContextOption): boolean {
  return isSlug(context?.name) && typeof context.version === 'string' && VERSION.test(context.version);
}
