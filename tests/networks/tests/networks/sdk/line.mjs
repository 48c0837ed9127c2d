// LINE's own SDK against the simulator: are its webhooks signed right, and is what the SDK sends taken?
// Prints one line of JSON: what the SDK found and got.
import { HTTPFetchError, messagingApi, validateSignature } from "@line/bot-sdk";

const given = JSON.parse(process.env.GIVEN);
const client = new messagingApi.MessagingApiClient({ channelAccessToken: given.token, baseURL: given.base });
const blobs = new messagingApi.MessagingApiBlobClient({ channelAccessToken: given.token, baseURL: given.base });

const signatures = given.webhooks.map(({ body, signature }) => validateSignature(body, given.secret, signature));
const forged = given.webhooks.map(({ body, signature }) => validateSignature(body + " ", given.secret, signature));
const text = { type: "text", text: "hi from the SDK" };
const card = {
  type: "template",
  altText: "Book",
  template: { type: "confirm", text: "Book?", actions: [
    { type: "postback", label: "Yes", data: "y", displayText: "Yes" },
    { type: "uri", label: "Look", uri: "https://a.example/" },
  ] },
};
const reply = await client.replyMessage({ replyToken: given.replyToken, messages: [text] });
const key = "123e4567-e89b-12d3-a456-426614174000";
const push = await client.pushMessage({ to: given.user, messages: [card] }, key);
const refused = [];
for (const attempt of [
  () => client.pushMessage({ to: given.user, messages: [card] }, key),
  () => client.replyMessage({ replyToken: given.replyToken, messages: [text] }),
  () => client.pushMessage({ to: given.user, messages: [] }),
]) {
  try {
    await attempt();
  } catch (error) {
    refused.push(error instanceof HTTPFetchError ? error.status : String(error));
  }
}
await client.showLoadingAnimation({ chatId: given.user, loadingSeconds: 5 });
await client.markMessagesAsReadByToken({ markAsReadToken: given.readToken });
const profile = await client.getProfile(given.user);
const bot = await client.getBotInfo();
let content = "";
for await (const chunk of await blobs.getMessageContent(given.media)) content += chunk;
console.log(JSON.stringify({
  signatures,
  forged,
  reply: reply.sentMessages.length,
  push: push.sentMessages.length,
  refused,
  profile: profile.displayName,
  bot: bot.userId,
  content,
}));
