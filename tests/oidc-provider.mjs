// node tests/oidc-provider.mjs PORT REDIRECT
// A server for logging in, as tests need one: oidc-provider with its own pages, which
// takes any password. LUOSHI_OIDC_PROVIDER names the folder of that package.
import { pathToFileURL } from "node:url";

const [port, redirect] = process.argv.slice(2);
const { default: Provider } = await import(pathToFileURL(`${process.env.LUOSHI_OIDC_PROVIDER}/lib/index.js`));

// Subjects, and what people are called. Two have the same name, one nobody knows here.
const names = { "u-1001": "ducha", "u-1002": "jiaoyu", "u-1003": "nobody", "u-1004": "ducha" };

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: "luoshi", client_secret: "only-for-tests", redirect_uris: [redirect] }],
  claims: { openid: ["sub"], profile: ["preferred_username"] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, preferred_username: names[id] }),
  }),
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
