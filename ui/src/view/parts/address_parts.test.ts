import { describe, expect, it } from 'vitest'
import { addressParts } from './address_parts'

describe('where an address may break', () => {
  it.each([
    ['192.168.100.200', ['192.', '168.', '100.', '200']],
    ['192.168.1.20:47801', ['192.', '168.', '1.', '20:', '47801']],
    ['[fd00:a:b::20]:47801', ['[fd00:', 'a:', 'b::', '20]:', '47801']],
    ['https://10.0.0.5:47800', ['https://', '10.', '0.', '0.', '5:', '47800']],
    ['::1', ['::', '1']],
    ['', []],
  ])('%s', (address, parts) => {
    expect(addressParts(address)).toEqual(parts)
    expect(addressParts(address).join('')).toBe(address)
  })
})
