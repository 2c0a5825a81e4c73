module.exports = require("@strapi/strapi").factories.createCoreController("api::text.text");
