import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { applicationAt, authorityNamed } from "./authority.ts";
import { sendStale } from "./authorize-routes.ts";
import type { DeviceRequest } from "./device-codes.ts";
import { openTicket, ticketFor } from "./form-guard.ts";
import { grantToPerson } from "./grant.ts";
import { html } from "./html.ts";
import type { Issuer } from "./issuer.ts";
import { sendPage } from "./page.ts";
import { formOf, ownHostsOf } from "./request-parts.ts";
import { chosenPerson, messagePage, personForm, tenantsFor } from "./sign-in-page.ts";

const CODE_PATH = "/tocsin/v1/sign-in/device-code";
const PERSON_PATH = "/tocsin/v1/sign-in/device";

/** The page on which a person enters the code that a device shows (RFC 8628 § 3.3). */
export function registerDevicePage(server: FastifyInstance, issuer: Issuer): void {
  server.get("/:tenant/oauth2/deviceauth", (request, reply) => askCode(issuer, request, reply));
  server.post(CODE_PATH, (request, reply) => enterCode(issuer, request, reply));
  server.post(PERSON_PATH, (request, reply) => settle(issuer, request, reply));
}

async function askCode(
  issuer: Issuer,
  request: FastifyRequest,
  reply: FastifyReply,
  problem?: { readonly status: number; readonly words: string },
): Promise<FastifyReply> {
  const ticket = await ticketFor(issuer, request, reply, "device-page", { step: "code" });
  const body = html`<h1>Enter the code</h1>
<p>that the application on your other device shows. Enter only codes that you asked for yourself.</p>
${problem === undefined ? "" : html`<p role="alert">${problem.words}</p>`}
<form method="post" action="${CODE_PATH}">
<input type="hidden" name="ticket" value="${ticket}">
<label for="code">Code</label>
<div class="row"><input id="code" class="code" name="user_code" required autocomplete="off" spellcheck="false" autofocus><button>Next</button></div>
</form>`;
  return sendPage(reply, problem?.status ?? 200, "Enter the code", body);
}

async function enterCode(
  issuer: Issuer,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const form = formOf(request);
  const content = await openTicket(issuer, request, "device-page", form.get("ticket"));
  if (content?.step !== "code") return sendStale(reply);
  const entered = issuer.deviceCodes.enter(form.get("user_code") ?? "", issuer.nowMs());
  if (entered === "too-many") {
    const words = "Too many wrong codes were entered. Wait a minute and try again.";
    return askCode(issuer, request, reply, { status: 429, words });
  }
  if (entered === "unknown") {
    const words = "This code is not valid, or no longer so. Look at it again.";
    return askCode(issuer, request, reply, { status: 400, words });
  }
  return askPerson(issuer, request, reply, entered);
}

async function askPerson(
  issuer: Issuer,
  request: FastifyRequest,
  reply: FastifyReply,
  { appId, authority: name, userCode }: DeviceRequest,
  problem?: string,
): Promise<FastifyReply> {
  const content = { step: "person", userCode, appId, authority: name };
  const ticket = await ticketFor(issuer, request, reply, "device-page", content);
  const authority = authorityNamed(issuer.tenants(), name);
  const { name: appName } = applicationAt(issuer.tenants(), authority, appId);
  const tenants = tenantsFor(issuer, authority, appId);
  const choice = {
    action: PERSON_PATH,
    ticket,
    appName: `${appName} on your other device`,
    tenants,
    problem,
  };
  return sendPage(reply, problem === undefined ? 200 : 400, "Sign in", personForm(choice));
}

async function settle(issuer: Issuer, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const form = formOf(request);
  const content = await openTicket(issuer, request, "device-page", form.get("ticket"));
  if (content?.step !== "person" || typeof content.userCode !== "string") return sendStale(reply);
  const waiting = issuer.deviceCodes.waiting(content.userCode, issuer.nowMs());
  if (waiting === undefined) return sendStale(reply);
  if (form.has("cancel")) {
    issuer.deviceCodes.settle(waiting.userCode, { state: "declined" }, issuer.nowMs());
    return sendPage(reply, 200, "Not signed in", messagePage("Not signed in", "You may close this page."));
  }
  const authority = authorityNamed(issuer.tenants(), waiting.authority);
  const app = applicationAt(issuer.tenants(), authority, waiting.appId);
  const person = chosenPerson(tenantsFor(issuer, authority, waiting.appId), form);
  if (person === undefined) {
    return askPerson(issuer, request, reply, waiting, "There is no account of this name here.");
  }
  grantToPerson(
    { issuer, ownHosts: ownHostsOf(issuer, request) },
    { app, credential: "0" },
    person,
    waiting.scope,
  );
  const approved = {
    state: "approved",
    tenantId: person.tenant.id.toLowerCase(),
    objectId: person.user.objectId,
  } as const;
  issuer.deviceCodes.settle(waiting.userCode, approved, issuer.nowMs());
  const words = `You have signed in to ${app.name} on your other device. You may close this page.`;
  return sendPage(reply, 200, "Signed in", messagePage("Signed in", words));
}
