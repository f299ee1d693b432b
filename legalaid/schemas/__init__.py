"""One marshmallow schema a noun checks the HTML form and the JSON body alike."""
