import { type Authority, findRegistration } from "./authority.ts";
import { findUser, findUserNamed, type StandInTenant } from "./directory.ts";
import { Html, html } from "./html.ts";
import type { Issuer, SignedIn } from "./issuer.ts";

/** People that the page lists; whoever is not among them types their name. */
const LISTED_MAX = 200;

/** The tenants whose people may sign in to an application at an authority. */
export function tenantsFor(issuer: Issuer, authority: Authority, appId: string): readonly StandInTenant[] {
  if (authority.tenant !== undefined) return [authority.tenant];
  const tenants = issuer.tenants();
  return tenants.filter((tenant) => findRegistration(tenants, tenant, appId) !== undefined);
}

/** Whom a form names: somebody of the list as `{tenant id}/{object id}`, or else by the typed user principal name. */
export function chosenPerson(tenants: readonly StandInTenant[], form: URLSearchParams): SignedIn | undefined {
  const [tenantId, objectId = ""] = (form.get("person") ?? "").split("/");
  if (tenantId) {
    const tenant = tenants.find(({ id }) => id === tenantId);
    const user = tenant && findUser(tenant, objectId);
    return tenant && user && { tenant, user };
  }
  return personNamed(tenants, form.get("username") ?? "");
}

export function personNamed(tenants: readonly StandInTenant[], name: string): SignedIn | undefined {
  for (const tenant of tenants) {
    const user = findUserNamed(tenant, name);
    if (user !== undefined) return { tenant, user };
  }
  return undefined;
}

/** What a page for choosing a person says. */
export interface PersonChoice {
  readonly action: string;
  readonly ticket: string;
  readonly appName: string;
  readonly tenants: readonly StandInTenant[];
  /** Whoever the application thinks it is. */
  readonly loginHint?: string | undefined;
  /** What was wrong with the last try. */
  readonly problem?: string | undefined;
}

/** A form with a button for each person, a field for a name, and a way out. No script, no picture, nothing to remember. */
export function personForm(choice: PersonChoice): Html {
  const { action, ticket, appName, tenants, loginHint = "", problem } = choice;
  return html`<h1>Sign in</h1>
<p>to <strong>${appName}</strong></p>
${problem === undefined ? "" : html`<p role="alert">${problem}</p>`}
<form method="post" action="${action}">
<input type="hidden" name="ticket" value="${ticket}">
${tenants.map((tenant) => peopleOf(tenant, tenants.length > 1))}
</form>
<form method="post" action="${action}">
<input type="hidden" name="ticket" value="${ticket}">
<h2><label for="username">Somebody else</label></h2>
<div class="row"><input id="username" name="username" autocomplete="username" required value="${loginHint}" placeholder="name@domain"><button>Next</button></div>
</form>
<form method="post" action="${action}">
<input type="hidden" name="ticket" value="${ticket}">
<p></p><button name="cancel" value="1">Cancel</button>
</form>`;
}

function peopleOf({ id, name, users }: StandInTenant, named: boolean): Html {
  const items = users.slice(0, LISTED_MAX).map(
    ({ objectId, userPrincipalName, displayName }) =>
      html`<li><button name="person" value="${id}/${objectId}">${displayName ?? userPrincipalName}<small>${userPrincipalName}</small></button></li>
`,
  );
  const heading = named ? html`<h2 id="t-${id}">${name}</h2>` : html`<h2 id="t-${id}">Pick an account</h2>`;
  const more =
    users.length > LISTED_MAX
      ? html`<p class="faint">and ${users.length - LISTED_MAX} more</p>`
      : new Html("");
  return html`${heading}<ul aria-labelledby="t-${id}">
${items}</ul>${more}`;
}

export function messagePage(heading: string, ...paragraphs: readonly string[]): Html {
  return html`<h1>${heading}</h1>${paragraphs.map((each) => html`<p>${each}</p>`)}`;
}
