import { readExamples } from './example.ts';

export const CLOUD_EXAMPLES = readExamples(`
  aws-access-key-id | https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html | AKIA{t16} ; ASIA{t16} | AKIA ; akiapattern
  aws-session-token | https://docs.aws.amazon.com/STS/latest/APIReference/API_Credentials.html | FwoGZXIvYXdzE{b120} ; IQoJb3JpZ2luX2Vj{b120} | IQoJ
  aws-bedrock-key | https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html | ABSK{b100} ; bedrock-api-key-{b100} | bedrock-api-key-rotation
  aws-mws | https://developer-docs.amazon.com/sp-api/docs/what-is-mws | amzn.mws.{h8}-{h4}-{h4}-{h4}-{h12} | amzn.mws.client
  alibaba-access-key | https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair | LTAI{a20} | LTAI
  tencent-secret-id | https://www.tencentcloud.com/document/product/598/32675 | AKID{a32} | AKID
  google-api-key | https://cloud.google.com/docs/authentication/api-keys | AIza{u35} | AIza
  google-oauth | https://developers.google.com/identity/protocols/oauth2 | ya29.{u80} | ya29
  google-oauth-secret | https://developers.google.com/identity/protocols/oauth2 | GOCSPX-{u28} | GOCSPX-
  google-refresh-token | https://developers.google.com/identity/protocols/oauth2 | 1//0{u60} | 1//0
  gemini-key | https://ai.google.dev/gemini-api/docs/api-key | AQ.Ab{u40} | AQ.Ab
  firebase-server-key | https://firebase.google.com/docs/cloud-messaging/auth-server | APA91b{u130} | APA91b
  yandex-key | https://yandex.cloud/en/docs/iam/concepts/authorization/api-key | AQVN{u38} ; y0_{u50} | y0_position
  digitalocean-token | https://docs.digitalocean.com/reference/api/create-personal-access-token/ | dop_v1_{h64} ; doo_v1_{h64} | dop_v1
  scaleway-key | https://www.scaleway.com/en/docs/iam/how-to/create-api-keys/ | SCW{X17} | SCWAY
  heroku-key | https://devcenter.heroku.com/articles/authentication | HRKU-{u60} | HRKU-
  fly-token | https://fly.io/docs/security/tokens/ | fm2_{b100} ; fo1_{u43} | fo1_x
  vercel-token | https://vercel.com/docs/rest-api | vcp_{a40} ; vercel_blob_rw_{a40} | vercel_blob_rw
  netlify-token | https://docs.netlify.com/api/get-started/ | nfp_{a36} | nfp_
  cloudflare-origin-ca | https://developers.cloudflare.com/fundamentals/api/get-started/ca-keys/ | v1.0-{h24}-{h146} | v1.0-beta
  cloudflare-token | https://developers.cloudflare.com/fundamentals/api/get-started/create-token/ | cfut_{a40} ; cfat_{a40} | cfk_
  render-key | https://render.com/docs/api | rnd_{a28} | rnd_seed
  supabase-key | https://supabase.com/docs/guides/api/api-keys | sbp_{h40} ; sb_secret_{u30} | sb_secret
  planetscale-token | https://planetscale.com/docs/concepts/service-tokens | pscale_tkn_{u43} ; pscale_pw_{u43} | pscale_tkn
  neon-key | https://neon.tech/docs/manage/api-keys | napi_{s64} | napi_version
  tailscale-key | https://tailscale.com/kb/1085/auth-keys | tskey-auth-{a12}-{a32} | tskey-auth
  dynatrace-token | https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients/access-tokens | dt0c01.{t24}.{t64} | dt0c01
  databricks-token | https://docs.databricks.com/en/dev-tools/auth/pat.html | dapi{h32} ; dapi{h32}-2 | dapitest
  doppler-token | https://docs.doppler.com/docs/service-tokens | dp.pt.{a43} ; dp.st.prd.{a43} | dp.st.prd
  vault-token | https://developer.hashicorp.com/vault/docs/concepts/tokens | hvs.{u90} ; s.{a24} | s.length ; b.c
  pulumi-token | https://www.pulumi.com/docs/pulumi-cloud/access-management/access-tokens/ | pul-{h40} | pul-request
  launchdarkly-key | https://docs.launchdarkly.com/sdk/concepts/client-side-server-side | sdk-{h8}-{h4}-{h4}-{h4}-{h12} | sdk-key
  grafana-token | https://grafana.com/docs/grafana/latest/administration/service-accounts/ | glsa_{a32}_{h8} ; glc_{b80} | glsa_
  grafana-api-key | https://grafana.com/docs/grafana/latest/administration/api-keys/ | eyJrIjoi{a70} | eyJrIjoi
  honeycomb-key | https://docs.honeycomb.io/configure/environments/manage-api-keys/ | hcaik_{s58} | hcaik_id
  new-relic-key | https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/ | NRAK-{X27} ; NRII-{u32} | NRAK-
  sentry-token | https://docs.sentry.io/account/auth-tokens/ | sntryu_{h64} ; sntrys_{u100} | sntrys_
  posthog-key | https://posthog.com/docs/api | phx_{a43} ; phc_{a43} | php_version
  axiom-token | https://axiom.co/docs/reference/tokens | xaat-{h8}-{h4}-{h4}-{h4}-{h12} | xaat-
  elastic-key | https://www.elastic.co/docs/deploy-manage/api-keys | essu_{b60} | essu_
  datadog-key | https://docs.datadoghq.com/account_management/api-app-keys/ | ddapp_{a34} | ddapp_name
  backblaze-key | https://www.backblaze.com/docs/cloud-storage-application-keys | K003{a27} | K003
  openshift-token | https://docs.openshift.com/container-platform/latest/authentication/managing-oauth-access-tokens.html | sha256~{u43} | sha256~
  harness-token | https://developer.harness.io/docs/platform/automation/api/add-and-manage-api-keys/ | pat.{a22}.{h24}.{a20} | pat.foo
  prefect-key | https://docs.prefect.io/v3/how-to-guides/cloud/manage-users/api-keys | pnu_{s36} | pnu_
  infracost-key | https://www.infracost.io/docs/infracost_cloud/key_concepts/ | ico-{a32} | ico-file
`);
