import { type DeviceFacts, type DeviceGroup, deviceGroupOf } from "../../domain/exposure/device-group.ts";
import { operatorScope } from "../../domain/operator.ts";
import type { Reading } from "../copy/ends.ts";
import { piecesOf, type WalkOptions } from "../copy/pieces.ts";
import { rowsIn } from "../copy/ranges.ts";
import { tableNamed } from "../copy/tables.ts";
import { deviceGroupsInForce } from "../sql/devices.ts";
import type { Row } from "../sql/steps.ts";
import { type Finding, Tally } from "./finding.ts";

const DEVICES = tableNamed("devices");

/** Each device is in the group that the rules in force put it in. */
export async function checkDevices(store: Reading, tenantId: string, options: WalkOptions): Promise<Finding> {
  const tally = new Tally();
  const groups = await groupsOf(store, tenantId);
  if (!groups) tally.wrong("the rules of the device groups cannot be read");
  let count = 0;
  for await (const piece of piecesOf(store, DEVICES, tenantId, options)) {
    count += piece.rows;
    for (const row of await store.read(rowsIn(DEVICES, piece))) {
      if (groups && !isInItsGroup(row, groups))
        tally.wrong(`device ${String(row.device_id)} is kept in another group`);
    }
  }
  return tally.finding(
    "devices",
    tenantId,
    count === 0 ? "none" : `${count.toLocaleString("en-US")}, each in the group that the rules put it in`,
  );
}

async function groupsOf(store: Reading, tenantId: string): Promise<readonly DeviceGroup[] | undefined> {
  try {
    const groups = await store.read(deviceGroupsInForce(operatorScope(tenantId, "tocsin verify")));
    return Array.isArray(groups) ? groups : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isInItsGroup(row: Row, groups: readonly DeviceGroup[]): boolean {
  try {
    return deviceGroupOf(factsOf(row), groups) === row.device_group;
  } catch {
    return false;
  }
}

function factsOf({ device_dns_name, os_platform, tags }: Row): DeviceFacts {
  return {
    tags: JSON.parse(String(tags)),
    ...(device_dns_name === null ? {} : { deviceDnsName: String(device_dns_name) }),
    ...(os_platform === null ? {} : { osPlatform: String(os_platform) }),
  };
}
