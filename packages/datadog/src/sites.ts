/** Datadog's sites, by the names that it has for them: https://docs.datadoghq.com/getting_started/site/. */
export const SITES = [
  'datadoghq.com',
  'us3.datadoghq.com',
  'us5.datadoghq.com',
  'datadoghq.eu',
  'uk1.datadoghq.com',
  'ap1.datadoghq.com',
  'ap2.datadoghq.com',
  'ddog-gov.com',
  'us2.ddog-gov.com',
] as const;

/** One of Datadog's sites. */
export type Site = (typeof SITES)[number];
