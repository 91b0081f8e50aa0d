// The form of a place: a mark on the map fills its longitude and latitude, in WGS 84.

document.addEventListener("map:pin", ({ detail }) => {
  const values = { lng: detail.lng, lat: detail.lat, datum: "wgs84" };
  for (const [name, value] of Object.entries(values)) document.querySelector(`[name="${name}"]`).value = value;
});
