/** The ids that a device may carry; the shape of `DeviceEvidence`, and of what a document claims to be one. */
interface DeviceNames {
  readonly kind?: unknown;
  readonly mdeDeviceId?: unknown;
  readonly azureAdDeviceId?: unknown;
  readonly deviceDnsName?: unknown;
}

/** The id of every device that carries none: nobody with a limited exposure sees such a device. */
export const NAMELESS_DEVICE = "dns:";

/** What a device is recognised by: its Endpoint id, else its directory id, else its name; in lower case. */
export function deviceIdOf(device: DeviceNames): string {
  const mdeDeviceId = lowerCase(device.mdeDeviceId);
  if (mdeDeviceId !== "") return mdeDeviceId;
  const azureAdDeviceId = lowerCase(device.azureAdDeviceId);
  return azureAdDeviceId === ""
    ? `${NAMELESS_DEVICE}${lowerCase(device.deviceDnsName)}`
    : `aad:${azureAdDeviceId}`;
}

/** Every name by which other evidence may refer to a device, in lower case. */
export function namesOfDevice(device: DeviceNames): readonly string[] {
  return [device.mdeDeviceId, device.azureAdDeviceId, device.deviceDnsName]
    .map(lowerCase)
    .filter((name) => name !== "");
}

/** A place in a document: the nearest property name above a value, and the value. */
export interface Place {
  readonly key: string;
  readonly value: unknown;
  /** The object that has the property. */
  readonly owner: object | undefined;
}

/** Everything in a document, in no particular order; not recursive, because a document may be nested at will. */
export function* placesIn(value: unknown, key = ""): Generator<Place> {
  const open: Place[] = [{ key, value, owner: undefined }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    yield place;
    const { value: inner } = place;
    if (typeof inner !== "object" || inner === null) continue;
    if (Array.isArray(inner)) for (const item of inner) open.push({ ...place, value: item });
    else
      for (const [name, item] of Object.entries(inner)) open.push({ key: name, value: item, owner: inner });
  }
}

/** The device that an object in a document tells of, whatever the depth. */
export function deviceAt({ value }: Place): DeviceNames | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return "kind" in value && value.kind === "deviceEvidence" ? value : undefined;
}

/** Property names that hold an Endpoint device id, in lower case: Graph's, Defender's, and the Endpoint alert API's. */
const ENDPOINT_ID_KEYS: ReadonlySet<string> = new Set([
  "mdedeviceid",
  "mdatpdeviceid",
  "deviceid",
  "deviceids",
  "machineid",
]);
const DIRECTORY_ID_KEYS: ReadonlySet<string> = new Set(["azureaddeviceid", "aaddeviceid"]);

/**
 * The device id that a property holds by its name alone. The `deviceId` of an IoT device is none: it is an id of IoT Hub
 * or a sensor, which no device group covers.
 */
export function deviceIdAt({ key, value, owner }: Place): string | undefined {
  const id = typeof value === "number" ? String(value) : lowerCase(value);
  if (id === "") return undefined;
  const name = key.toLowerCase();
  if (DIRECTORY_ID_KEYS.has(name)) return `aad:${id}`;
  if (!ENDPOINT_ID_KEYS.has(name) || (name === "deviceid" && isIoTDevice(owner))) return undefined;
  return id;
}

/** The devices that a document names, by object or by property, however deep. */
export function deviceIdsNamedIn(document: unknown): readonly string[] {
  return [...placesIn(document)].flatMap((place) => {
    const device = deviceAt(place);
    if (device) return [deviceIdOf(device)];
    return place.owner && deviceAt({ ...place, value: place.owner }) ? [] : (deviceIdAt(place) ?? []);
  });
}

function isIoTDevice(owner: object | undefined): boolean {
  return owner !== undefined && "kind" in owner && owner.kind === "ioTDeviceEvidence";
}

function lowerCase(value: unknown): string {
  return typeof value === "string" ? value.toLowerCase() : "";
}
