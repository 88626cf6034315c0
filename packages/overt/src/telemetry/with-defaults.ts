/** Options over their defaults, name by name. What has no default is left out. */
export function withDefaults<Settled extends object>(
  defaults: Settled,
  given: Partial<Settled> | null | undefined,
): Settled {
  const settled = { ...defaults };
  for (const name in defaults) settled[name] = given?.[name] ?? defaults[name];
  return settled;
}
