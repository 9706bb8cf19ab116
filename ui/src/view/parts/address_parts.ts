/** The pieces of an address or a link between which a line may break: behind dots, colons and slashes. */
export function addressParts(address: string): string[] {
  return address.match(/[^.:/]*[.:/]+|[^.:/]+/g) ?? []
}
