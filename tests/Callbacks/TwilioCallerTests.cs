using System.Net;
using BalanceNotifications.Errors;
using BalanceNotifications.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BalanceNotifications.Callbacks;

/// <summary>Who may call what is for Twilio, over HTTP, in front of an endpoint that says who it was.</summary>
public sealed class TwilioCallerTests : IAsyncLifetime
{
    private const string Target = "/callbacks/twilio/echo?provider=default&n=1";

    private static readonly (string, string)[] Form = [("MessageSid", "SM1"), ("Body", "né & só +1")];

    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        foreach (var (key, value) in SignedRequests.Settings)
        {
            builder.Configuration[key] = value;
        }

        builder.Configuration["Callbacks:Twilio:Accounts:second:AuthToken"] = "token-of-second";
        builder.Configuration["Callbacks:Twilio:Accounts:second:SecondaryAuthToken"] = "next-of-second";
        builder.Services.AddOptions<CallbackOptions>().BindConfiguration(CallbackOptions.Section);
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<BadRequestHandler>();
        _app = builder.Build();
        _app.UseExceptionHandler();
        _app.UseRouting();
        _app.MapGroup("/callbacks").MapTwilio().MapPost("/echo", (HttpContext context) =>
            $"{TwilioRequest.Of(context).Provider} {TwilioRequest.Of(context)["Body"]}");
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Twilio_passes_and_the_form_is_there_to_be_read()
    {
        var answer = await _client.PostSignedAsync(Target, Form);

        Assert.Equal((200, "default né & só +1"), (answer.Status, answer.Text));
    }

    [Theory]
    [InlineData("token-of-second")]
    [InlineData("next-of-second")]
    public async Task Both_tokens_of_an_account_are_good_while_one_replaces_the_other(string token) =>
        Assert.Equal(200, (await _client.PostSignedAsync(Target.Replace("default", "second"), Form, token)).Status);

    [Theory]
    [InlineData(Target, null, null)]
    [InlineData(Target, "wrong", null)]
    [InlineData(Target, "token-of-second", null)]
    [InlineData(Target, SignedRequests.Token, "/callbacks/twilio/echo?provider=default&n=2")]
    [InlineData("/callbacks/twilio/echo?provider=unknown&n=1", SignedRequests.Token, null)]
    [InlineData("/callbacks/twilio/echo?n=1", SignedRequests.Token, null)]
    public async Task Anybody_else_is_refused(string target, string? token, string? signedFor)
    {
        var answer = await _client.PostSignedAsync(target, Form, token, signedFor);

        Assert.Equal((403, "application/problem+json", "notSigned"), (answer.Status, answer.ContentType, answer.Code));
    }

    [Fact]
    public async Task What_is_not_a_form_is_refused()
    {
        using var body = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        using var answer = await _client.PostAsync(Target, body);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_body_of_more_than_64_KB_is_not_read()
    {
        var answer = await _client.PostSignedAsync(Target, [("Body", new string('a', 70_000))]);

        Assert.Equal((413, "tooLarge"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_form_of_too_many_fields_is_a_bad_request() => Assert.Equal(
        400, (await _client.PostSignedAsync(Target, Enumerable.Range(0, 1_100).Select(n => ($"f{n}", "1")))).Status);
}
