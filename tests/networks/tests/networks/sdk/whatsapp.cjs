// Meta's own SDK against the simulator: are its webhooks signed right, and is what the SDK sends taken?
// Prints one line of JSON: what the SDK found and got.
const path = require("node:path");
const folder = path.join(__dirname, "node_modules", "whatsapp", "build");
const module_of_the_class = require(path.join(folder, "WhatsApp.js"));
const WhatsApp = module_of_the_class.default ?? module_of_the_class;
const { generateXHub256Sig } = require(path.join(folder, "utils.js"));

const given = JSON.parse(process.env.GIVEN);

async function main() {
  const signatures = given.webhooks.map(({ body, signature }) => `sha256=${generateXHub256Sig(body, given.secret)}` === signature);
  const client = new WhatsApp(Number(given.number));
  // The SDK knows one port only.
  client.requester.port = given.port;
  const to = Number(given.to);
  const sent = [
    await client.messages.text({ body: "hi from the SDK", preview_url: false }, to),
    await client.messages.image({ link: "https://a.example/a.png", caption: "look" }, to),
    await client.messages.location({ latitude: 52.3, longitude: 4.9, name: "A", address: "B" }, to),
    await client.messages.interactive({
      type: "button",
      body: { text: "Shall we?" },
      action: { buttons: [{ type: "reply", reply: { id: "y", title: "Yes" } }] },
    }, to),
    await client.messages.template({ name: "hello_world", language: { policy: "deterministic", code: "en_US" } }, to),
    await client.messages.status({ status: "read", message_id: given.message }),
    await client.messages.text({ body: "" }, to),
  ];
  const statuses = sent.map((answer) => answer.statusCode());
  const bodies = await Promise.all(sent.map((answer) => answer.responseBodyToJSON()));
  const ids = bodies.map((body) => body.messages?.[0]?.id ?? null);
  console.log(JSON.stringify({ signatures, statuses, ids }));
  process.exit(0);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
