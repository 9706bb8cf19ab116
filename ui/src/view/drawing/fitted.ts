interface Size {
  width: number
  height: number
}

/** Where a picture is that is shown whole, in the middle of its place (`object-fit: contain`). */
export function fitted(picture: Size, place: Size): Size & { left: number; top: number } {
  const scale = Math.min(place.width / picture.width, place.height / picture.height)
  const [width, height] = [picture.width * scale, picture.height * scale]
  return { width, height, left: (place.width - width) / 2, top: (place.height - height) / 2 }
}
