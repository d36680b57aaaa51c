import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { formTargetOf, sendCode, sendRefusal } from "./authorization-answer.ts";
import {
  type AuthorizeCall,
  type AuthorizeRequest,
  answerTarget,
  authorizeRequest,
} from "./authorize-request.ts";
import { openTicket, ticketFor } from "./form-guard.ts";
import type { Issuer, SignedIn } from "./issuer.ts";
import { sendPage } from "./page.ts";
import { formOf, ownHostsOf } from "./request-parts.ts";
import { declined, SignInError, signInRequired } from "./sign-in-errors.ts";
import { chosenPerson, messagePage, personForm, personNamed, tenantsFor } from "./sign-in-page.ts";
import { rememberedPerson, rememberPerson } from "./sign-in-session.ts";
import type { EndpointVersion } from "./token-call.ts";

type TenantRequest = FastifyRequest<{ Params: { tenant: string } }>;

/** Where the form of the sign-in page leads. */
const FORM_PATH = "/tocsin/v1/sign-in/authorize";

/** The authorization endpoints of both versions, and the page that asks a person who they are. */
export function registerAuthorize(server: FastifyInstance, issuer: Issuer): void {
  for (const [version, path] of [
    ["v2", "/:tenant/oauth2/v2.0/authorize"],
    ["v1", "/:tenant/oauth2/authorize"],
  ] as const) {
    server.get(path, (request: TenantRequest, reply) =>
      begin(issuer, request, reply, callOf(version, request, queryOf(request))),
    );
    server.post(path, (request: TenantRequest, reply) =>
      begin(issuer, request, reply, callOf(version, request, formOf(request))),
    );
  }
  server.post(FORM_PATH, (request, reply) => finish(issuer, request, reply));
}

/** Signs in silently whoever this browser remembers, where the request lets that be; otherwise asks. */
async function begin(
  issuer: Issuer,
  request: FastifyRequest,
  reply: FastifyReply,
  call: AuthorizeCall,
): Promise<FastifyReply> {
  return answering(issuer, reply, call, async (authorize) => {
    const { prompts } = authorize;
    const asks = ["login", "select_account", "consent"].some((prompt) => prompts.has(prompt));
    const known = asks ? undefined : await knownPerson(issuer, request, authorize);
    if (known !== undefined) return sendCode(issuer, reply, authorize, known, ownHostsOf(issuer, request));
    if (prompts.has("none")) throw signInRequired();
    return ask(issuer, request, reply, call, authorize);
  });
}

async function finish(issuer: Issuer, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const form = formOf(request);
  const content = await openTicket(issuer, request, "sign-in-page", form.get("ticket"));
  const call = content && storedCall(content.version, content.authority, content.parameters);
  if (call === undefined) return sendStale(reply);
  return answering(issuer, reply, call, async (authorize) => {
    if (form.has("cancel")) throw declined();
    const person = chosenPerson(tenantsFor(issuer, authorize.authority, authorize.target.app.appId), form);
    if (person === undefined) {
      const problem = "There is no account of this name here.";
      return ask(issuer, request, reply, call, authorize, problem);
    }
    await rememberPerson(issuer, request, reply, person);
    return sendCode(issuer, reply, authorize, person, ownHostsOf(issuer, request));
  });
}

/** Errors go to the application once it is known where that is; before, they go to the error handler's page. */
async function answering(
  issuer: Issuer,
  reply: FastifyReply,
  call: AuthorizeCall,
  answer: (request: AuthorizeRequest) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const target = answerTarget(issuer, call);
  try {
    return await answer(authorizeRequest(issuer, call, target));
  } catch (error) {
    if (!(error instanceof SignInError)) throw error;
    return sendRefusal(issuer, reply, target, error);
  }
}

async function knownPerson(
  issuer: Issuer,
  request: FastifyRequest,
  { authority, target, loginHint }: AuthorizeRequest,
): Promise<SignedIn | undefined> {
  const known = await rememberedPerson(issuer, request);
  const tenants = tenantsFor(issuer, authority, target.app.appId);
  if (known === undefined || !tenants.some(({ id }) => id === known.tenant.id)) return undefined;
  if (loginHint === undefined) return known;
  return personNamed(tenants, loginHint)?.user === known.user ? known : undefined;
}

async function ask(
  issuer: Issuer,
  request: FastifyRequest,
  reply: FastifyReply,
  call: AuthorizeCall,
  { authority, target, loginHint }: AuthorizeRequest,
  problem?: string,
): Promise<FastifyReply> {
  const ticket = await ticketFor(issuer, request, reply, "sign-in-page", {
    version: call.version,
    authority: call.authorityName,
    parameters: call.parameters.toString(),
  });
  const tenants = tenantsFor(issuer, authority, target.app.appId);
  const choice = { action: FORM_PATH, ticket, appName: target.app.name, tenants, loginHint, problem };
  return sendPage(reply, problem === undefined ? 200 : 400, "Sign in", personForm(choice), {
    formTarget: formTargetOf(target.redirectUri),
  });
}

function callOf(
  version: EndpointVersion,
  request: TenantRequest,
  parameters: URLSearchParams,
): AuthorizeCall {
  return { version, authorityName: request.params.tenant, parameters };
}

function storedCall(version: unknown, authority: unknown, parameters: unknown): AuthorizeCall | undefined {
  if (version !== "v1" && version !== "v2") return undefined;
  if (typeof authority !== "string" || typeof parameters !== "string") return undefined;
  return { version, authorityName: authority, parameters: new URLSearchParams(parameters) };
}

function queryOf(request: FastifyRequest): URLSearchParams {
  return new URLSearchParams(request.url.split("?")[1] ?? "");
}

export function sendStale(reply: FastifyReply): FastifyReply {
  const words =
    "This page is too old, or was not opened by you. Go back to the application and sign in again.";
  return sendPage(reply, 400, "Sign in", messagePage("Sign in again", words));
}
