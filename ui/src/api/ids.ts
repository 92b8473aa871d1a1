const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** The short form of a global id, as it stands in addresses; what is no global id stays as it is. */
export function toUuid(globalId: string): string {
  try {
    const uuid = atob(globalId).split(':')[1]
    return uuid && UUID.test(uuid) ? uuid : globalId
  } catch {
    return globalId
  }
}

/** The API's id for a uuid of an address. */
export function toGlobalId(type: string, uuid: string): string {
  return UUID.test(uuid) ? btoa(`${type}:${uuid}`) : uuid
}
