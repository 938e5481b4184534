"""A loopback stand-in for the API of a code host: comments of GitHub issues and GitLab merge requests, and
commit statuses. It keeps them in memory and writes every request as a JSON line into the file it is given.

usage: code_host.py PORT_PIPE LOG_FILE [EXISTING_COMMENTS_FILE]
"""
import json
import re
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

comments = []
log_file = sys.argv[2]
if len(sys.argv) > 3:
    with open(sys.argv[3], encoding="utf-8") as existing:
        comments = json.load(existing)

LIST = re.compile(r"^/api/(repos/o/r/issues/7/comments|projects/12/merge_requests/7/notes)$")
ONE = re.compile(r"^/api/(repos/o/r/issues/comments|projects/12/merge_requests/7/notes)/(\d+)$")
STATUS = re.compile(r"^/api/(repos/o/r|projects/12)/statuses/[0-9a-f]+$")


class Host(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, code, value):
        text = json.dumps(value).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path, _, query = self.path.partition("?")
        entry = {"method": self.command, "path": path, "query": query,
                 "token": self.headers.get("Authorization") or self.headers.get("PRIVATE-TOKEN")}
        if body:
            entry["body"] = json.loads(body)  # a body that is no JSON fails here, and so the test
        with open(log_file, "a", encoding="utf-8") as log:
            log.write(json.dumps(entry, ensure_ascii=False) + "\n")
        if entry["token"] not in ("Bearer secret-token", "secret-token"):
            return self.answer(401, {"message": "Bad credentials"})
        if self.command == "GET" and LIST.match(path):
            page = int(re.search(r"\bpage=(\d+)", query).group(1))
            size = int(re.search(r"per_page=(\d+)", query).group(1))
            return self.answer(200, comments[(page - 1) * size:page * size])
        if self.command == "POST" and LIST.match(path):
            comment = {"id": 1000 + len(comments), "body": entry["body"]["body"],
                       "user": {"id": 1, "login": "bot"}}
            comments.append(comment)
            return self.answer(201, comment)
        if self.command in ("PATCH", "PUT") and ONE.match(path):
            for comment in comments:
                if comment["id"] == int(ONE.match(path).group(2)):
                    if comment.get("user", {}).get("login") != "bot":
                        return self.answer(403, {"message": "not yours"})
                    comment["body"] = entry["body"]["body"]
                    return self.answer(200, comment)
        if self.command == "POST" and STATUS.match(path):
            return self.answer(201, {"state": entry["body"]["state"]})
        return self.answer(404, {"message": "Not Found"})

    do_GET = do_POST = do_PATCH = do_PUT = handle_any


server = HTTPServer(("127.0.0.1", 0), Host)
with open(sys.argv[1], "w", encoding="utf-8") as port_pipe:
    port_pipe.write(f"{server.server_address[1]}\n")
server.serve_forever()
