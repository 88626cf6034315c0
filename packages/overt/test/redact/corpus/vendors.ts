import { createChance } from './chance.ts';
import { fillIn } from '../examples/example.ts';
import type { SecretText } from './named.ts';

/**
 * Values that only the name of their maker and of what they are tells. Makers and lengths are those of the public rule
 * list of gitleaks; they were not looked at before the rules were done.
 */
const VENDORS =
  'beamer b_{u44};bitbucket {s32};bitbucket {s64};bittrex {s32};meraki {h40};clickhouse 4b1d{a38};cloudflare {s40};cloudflare {h37};' +
  'codecov {s32};cohere {a40};coinbase {u64};confluent {s16};confluent {s64};contentful {u43};datadog {s40};discord {h64};discord {u32};' +
  'droneci {s32};dropbox {s15};etsy {s24};facebook {h32};fastly {u32};finicity {h32};algolia {s32};adafruit {u32};airtable {s17};' +
  'asana {h32};gitter {u40};kraken {b80}==;kucoin {h24};launchdarkly {u40};lob {h35};mailgun {h32};mattermost {s26};messagebird {s25};' +
  'netlify {u44};newrelic {s64};nytimes {u32};okta {u42};plaid {s30};rapidapi {u50};sendbird {h40};sentry {h64};' +
  'squarespace {h8}-{h4}-{h4}-{h4}-{h12};sumologic {a64};travisci {a22};trello {a32};twitch {s30};twitter {a45};zendesk {s40}';
const NAMES: readonly ((vendor: string) => string)[] = [
  (vendor) => `${vendor}_api_key`,
  (vendor) => `${vendor}_token`,
  (vendor) => `${vendor}ClientSecret`,
  (vendor) => `${vendor.toUpperCase()}_ACCESS_TOKEN`,
];
const FORMS: readonly ((name: string, value: string) => string)[] = [
  (name, value) => `${name} = "${value}"`,
  (name, value) => `${name}: ${value}`,
  (name, value) => `"${name}":"${value}",`,
  (name, value) => `${name} => '${value}'`,
  (name, value) => `set ${name}=${value}`,
];

export function makeVendors(): SecretText[] {
  const chance = createChance(99);
  return VENDORS.split(';').flatMap((row) => {
    const [vendor = '', template = ''] = row.split(' ');
    return NAMES.flatMap((name) =>
      FORMS.map((form) => {
        const secret = fillIn(template, chance);
        return { kind: `of ${vendor}`, text: form(name(vendor), secret), secret };
      }),
    );
  });
}
