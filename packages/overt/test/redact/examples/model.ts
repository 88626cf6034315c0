import { readExamples } from './example.ts';

export const MODEL_EXAMPLES = readExamples(`
  anthropic-key | https://docs.anthropic.com/en/api/overview | sk-ant-api03-{u95} ; sk-ant-admin01-{u95} | sk-ant-
  openai-key | https://platform.openai.com/docs/api-reference/authentication | sk-{a24}1{a23} ; sk-proj-{a60}1{a60} | sk-folding-cube-animation-name
  openai-session | https://platform.openai.com/docs/api-reference/authentication | sess-{a40} | sess-id
  langfuse-key | https://langfuse.com/docs/get-started | sk-lf-{h8}-{h4}-{h4}-{h4}-{h12} | sk-lf
  hugging-face-token | https://huggingface.co/docs/hub/security-tokens | hf_{a34} ; api_org_{a34} | hf_hub_download
  replicate-token | https://replicate.com/docs/reference/http | r8_{a37} | r8_unorm
  groq-key | https://console.groq.com/docs/api-reference | gsk_{a52} | gsk_
  perplexity-key | https://docs.perplexity.ai/getting-started/quickstart | pplx-{a48} | pplx-
  xai-key | https://docs.x.ai/docs/api-reference | xai-{a80} | xai-sdk
  together-key | https://docs.together.ai/reference/authentication-1 | tgp_v1_{u43} | tgp_v1
  fireworks-key | https://docs.fireworks.ai/api-reference/introduction | fw_{a24} | fw_version
  elevenlabs-key | https://elevenlabs.io/docs/api-reference/authentication | sk_{h48} | sk_buff
  langsmith-key | https://docs.smith.langchain.com/administration/how_to_guides/organization_management/create_account_api_key | lsv2_pt_{h32}_{h10} | lsv2_pt
  wandb-key | https://docs.wandb.ai/support/find_api_key/ | wandb_v1_{a40} | wandb_v1
  pinecone-key | https://docs.pinecone.io/guides/projects/manage-api-keys | pcsk_{a60} | pcsk_
  voyage-key | https://docs.voyageai.com/docs/api-key-and-installation | pa-1{u42} | pa-string
  jina-key | https://jina.ai/api-dashboard/ | jina_{a60} | jina_
  tavily-key | https://docs.tavily.com/documentation/api-reference/introduction | tvly-dev-{a32} | tvly-
  firecrawl-key | https://docs.firecrawl.dev/api-reference/introduction | fc-{h32} | fc-match
  nvidia-key | https://docs.api.nvidia.com/nim/docs/api-quickstart | nvapi-{u64} | nvapi-
  cerebras-key | https://inference-docs.cerebras.ai/quickstart | csk-{s48} | csk-
  runpod-key | https://docs.runpod.io/get-started/api-keys | rpa_{X40} | rpa_
  e2b-key | https://e2b.dev/docs/api-key | e2b_{h40} | e2b_
  cursor-key | https://docs.cursor.com/account/teams/admin-api | key_{h64} | key_events
  cohere-key | https://docs.cohere.com/reference/about | co_{a40} | co_author
`);
