import { readExamples } from './example.ts';

export const SERVICE_EXAMPLES = readExamples(`
  slack-token | https://api.slack.com/concepts/token-types | xoxb-{d12}-{d13}-{a24} ; xoxp-{d12}-{d12}-{d12}-{h32} ; xoxe.xoxp-1-{b60} ; xapp-1-A{X10}-{d13}-{h64} | xoxb-
  telegram-bot-token | https://core.telegram.org/bots/api#authorizing-your-bot | 123456789:AA{u33} | 123456789:
  discord-bot-token | https://discord.com/developers/docs/reference#authentication | M{a23}.{u6}.{u38} | Makefile.config.js
  twitter-bearer | https://docs.x.com/resources/fundamentals/authentication/oauth-2-0/application-only | AAAAAAAAAAAAAAAAAAAAA{a80} | AAAAAAAAAAAAAAAAAAAA
  facebook-token | https://developers.facebook.com/docs/facebook-login/guides/access-tokens | EAACEdEose0cBA{a100} | EAAAA
  instagram-token | https://developers.facebook.com/docs/instagram-platform | IGQV{u140} | IGNORE_CASE
  linkedin-secret | https://learn.microsoft.com/en-us/linkedin/shared/authentication/authentication | WPL_AP1.{a16}.{a6} | WPL_AP1
  dropbox-token | https://developers.dropbox.com/oauth-guide | sl.u.{u130} | sl.u
  twilio-sid | https://www.twilio.com/docs/iam/api-keys | SK{h32} ; AC{h32} | SKIPPED
  sendgrid-key | https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys | SG.{u22}.{u43} | SG.png
  mailgun-key | https://documentation.mailgun.com/docs/mailgun/api-reference/mg-auth | key-{h32} | key-value
  brevo-key | https://developers.brevo.com/docs/getting-started | xkeysib-{h64}-{a16} ; xsmtpsib-{h64}-{a16} | xkeysib-
  resend-key | https://resend.com/docs/dashboard/api-keys/introduction | re_{a8}_{a24} | re_compile
  mailersend-key | https://developers.mailersend.com/general.html | mlsn.{h64} | mlsn
  hubspot-token | https://developers.hubspot.com/docs/guides/apps/private-apps/overview | pat-na1-{h8}-{h4}-{h4}-{h4}-{h12} | pat-tern
  intercom-token | https://developers.intercom.com/docs/build-an-integration/learn-more/authentication | dG9rO{a55}= | dG9r
  stripe-key | https://docs.stripe.com/keys | sk_live_{a24} ; rk_test_{a99} | sk_live ; sk_SK
  webhook-secret | https://docs.stripe.com/webhooks/signature | whsec_{a32} | whsec_
  square-token | https://developer.squareup.com/docs/build-basics/access-tokens | sq0atp-{u22} ; sq0csp-{u43} | sq0idp
  braintree-token | https://developer.paypal.com/braintree/docs/guides/authorization/overview | access_token$production\${s16}\${h32} | access_token
  shopify-token | https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens | shpat_{h32} ; shpss_{h32} | shpat_
  plaid-token | https://plaid.com/docs/api/tokens/ | access-sandbox-{h8}-{h4}-{h4}-{h4}-{h12} | access-control
  razorpay-key | https://razorpay.com/docs/api/authentication/ | rzp_live_{a14} | rzp_live
  flutterwave-key | https://developer.flutterwave.com/docs/authentication | FLWSECK_TEST-{h32}-X | FLW
  live-or-test-key | https://docs.mollie.com/reference/authentication | live_{a30} ; test_pub_{h31} | live_reload ; test_data_generator
  easypost-key | https://docs.easypost.com/docs/authentication | EZAK{a54} | EZ
  shippo-token | https://docs.goshippo.com/docs/guides_general/authentication/ | shippo_live_{h40} | shippo_live
  duffel-token | https://duffel.com/docs/api/overview/authentication | duffel_test_{u43} | duffel_test
  telnyx-key | https://developers.telnyx.com/api/authentication | KEY0123456789ABCDEF0123456789ABCDEF_{a22} | KEYBOARD_LAYOUT
  linear-key | https://linear.app/developers | lin_api_{a40} | lin_alg
  notion-token | https://developers.notion.com/docs/authorization | secret_{a43} ; ntn_{a46} | secret_name
  figma-token | https://www.figma.com/developers/api#access-tokens | figd_{u40} | figures_count
  asana-token | https://developers.asana.com/docs/personal-access-token | 1/{d16}:{h32} | 1/2
  airtable-token | https://airtable.com/developers/web/guides/personal-access-tokens | pat{a14}.{h64} | path.join
  clickup-token | https://developer.clickup.com/docs/authentication | pk_{d8}_{X32} | pk_users
  klaviyo-key | https://developers.klaviyo.com/en/docs/authenticate_ | pk_{h34} | pk_index
  contentful-token | https://www.contentful.com/developers/docs/references/authentication/ | CFPAT-{u43} | CFPAT-
  mapbox-token | https://docs.mapbox.com/help/getting-started/access-tokens/ | sk.eyJ{u60}.{u22} | sk.json
  okta-token | https://developer.okta.com/docs/guides/create-an-api-token/main/ | 00a{u39} | 00abc
  onepassword-token | https://developer.1password.com/docs/service-accounts/ | ops_eyJ{u200} ; A3-{X6}-{X6}-{X5}-{X5}-{X5}-{X5} | A3-size
  typeform-token | https://www.typeform.com/developers/get-started/personal-access-token/ | tfp_{u44}_{u14} | tfp_
  frameio-token | https://developer.frame.io/docs/getting-started/authentication | fio-u-{u64} | fio-u
  trello-token | https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/ | ATTA{h64} | ATTACHED
  stytch-secret | https://stytch.com/docs/api/authentication | secret-live-{u40} | secret-live-in
  adobe-secret | https://developer.adobe.com/developer-console/docs/guides/authentication/ | p8e-{u32} | p8e-
  sanity-token | https://www.sanity.io/docs/http-auth | sk{a100} | skeleton
  settlemint-token | https://console.settlemint.com/documentation | sm_pat_{a16} | sm_pat
  scalingo-token | https://developers.scalingo.com/tokens | tk-us-{u48} | tk-us
`);
