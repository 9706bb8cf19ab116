"""The whole product: real apps, real browsers, real windows, many people."""
