using System.Net;
using System.Xml.Linq;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Callbacks;

/// <summary>
/// The telephone at the other end of a call, and Twilio between: asks the api what to say as the request for the call
/// said, follows what it answers, and signs each request.
/// </summary>
internal sealed class CalledPhone(HttpClient api, IReadOnlyDictionary<string, string> call, string callSid)
{
    private readonly Uri _start = new(call["Url"]);
    private Uri _at = new(call["Url"]);
    private XElement _response = new("Response");

    /// <summary>All that is said now, to whoever presses no key.</summary>
    public string Heard => string.Join(' ', _response.Descendants("Say").Select(say => say.Value));

    /// <summary>In which languages.</summary>
    public IEnumerable<string> Languages => _response.Descendants("Say").Select(say => say.Attribute("language")!.Value);

    /// <summary>Whether a key is waited for.</summary>
    public bool Asks => _response.Element("Gather") is not null;

    public Task AnswerAsync(string answeredBy = "human")
    {
        _at = _start;
        return FollowAsync(("AnsweredBy", answeredBy), ("CallStatus", "in-progress"));
    }

    public Task PressAsync(string key)
    {
        _at = new Uri(_at, _response.Element("Gather")!.Attribute("action")!.Value);
        return FollowAsync(("Digits", key), ("CallStatus", "in-progress"));
    }

    /// <summary>As Twilio repeats a request whose answer it did not get.</summary>
    public Task PressAgainAsync(string key) => FollowAsync(("Digits", key), ("CallStatus", "in-progress"));

    /// <summary>Asks for what is behind a key without pressing one.</summary>
    public Task SkipToAsync(string path)
    {
        _at = new Uri($"{_start.GetLeftPart(UriPartial.Path)}/{path}{_start.Query}");
        return FollowAsync(("Digits", "1"));
    }

    public async Task EndAsync(string status, params (string Name, string Value)[] more)
    {
        var answer = await PostAsync(new Uri(call["StatusCallback"]), [("CallStatus", status), .. more]);
        Assert.Equal((int)HttpStatusCode.NoContent, answer.Status);
    }

    private async Task FollowAsync(params (string Name, string Value)[] fields)
    {
        var answer = await PostAsync(_at, fields);
        Assert.Equal((200, "application/xml"), (answer.Status, answer.ContentType));
        _response = XElement.Parse(answer.Text);
        Assert.Equal("Response", _response.Name);
    }

    private Task<Answer> PostAsync(Uri url, IEnumerable<(string, string)> fields)
    {
        Assert.StartsWith(SignedRequests.PublicUrl, url.AbsoluteUri, StringComparison.Ordinal);
        return api.PostSignedAsync(
            url.PathAndQuery, [("CallSid", callSid), ("To", call["To"]), ("From", call["From"]), .. fields]);
    }
}
