using BalanceNotifications.Accounts;
using BalanceNotifications.Errors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using MimeKit;

namespace BalanceNotifications.Callbacks.Email;

/// <summary>
/// Takes in bounces and complaints, each the mail itself as it came to the bounce mailbox (decision 0026). Safe to repeat.
/// </summary>
internal static class EmailCallbackEndpoint
{
    private const int MaxBytes = 1024 * 1024;
    private const string MediaType = "message/rfc822";

    public static void AddEmailCallback(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<EmailCallbackOptions, EmailCallbackOptionsValidator>()
            .BindConfiguration(EmailCallbackOptions.Section);
        services.AddSingleton<EmailCallers>();
        services.AddSingleton<MailCounts>();
    }

    public static void MapEmailCallback(this IEndpointRouteBuilder callbacks) => callbacks
        .MapPost("/email/dsn", TakeAsync)
        .WithName("TakeDeliveryReport")
        .WithSummary("A bounce or a complaint, as message/rfc822")
        .WithMetadata(new RequestSizeLimitAttribute(MaxBytes))
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

    private static async Task<Results<NoContent, ProblemHttpResult>> TakeAsync(
        HttpRequest request,
        EmailCallers callers,
        ReportDesk desk,
        MailCounts counts,
        IOptions<EmailCallbackOptions> options,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (!callers.Knows(request))
        {
            return Problems.Of(
                StatusCodes.Status401Unauthorized, "unauthorized", "Authorization: Bearer and a shared secret are needed");
        }

        if (request.ContentType?.Split(';')[0].Trim().Equals(MediaType, StringComparison.OrdinalIgnoreCase) != true)
        {
            return Problems.ForStatus(StatusCodes.Status415UnsupportedMediaType);
        }

        MailReport? report;
        try
        {
            report = await ReadAsync(request.Body, cancellationToken);
        }
        catch (FormatException)
        {
            counts.Add(MailCounts.Unreadable);
            return Problems.Of(StatusCodes.Status400BadRequest, "unreadableReport", "This is no mail, or a broken report");
        }

        counts.Add(await ApplyAsync(report, desk, options.Value, clock, cancellationToken));
        return TypedResults.NoContent();
    }

    private static async Task<MailReport?> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        // Read to its end first: MimeKit reads at its own pace, and a body that is too large must be a 413.
        using var buffer = new MemoryStream();
        await body.CopyToAsync(buffer, cancellationToken);
        buffer.Position = 0;
        using var mail = await MimeMessage.LoadAsync(buffer, cancellationToken);
        return MailReport.Read(mail);
    }

    private static async Task<string> ApplyAsync(
        MailReport? report,
        ReportDesk desk,
        EmailCallbackOptions options,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (report is null)
        {
            return MailCounts.NoReport;
        }

        byte[][] keys = [.. options.BounceKeys.Values.Select(Convert.FromBase64String)];
        if (report.NotificationBy(keys) is not { } notification)
        {
            return MailCounts.NotOurs;
        }

        if (report.Fate is not { } fate)
        {
            return MailCounts.NothingDecided;
        }

        var outcome = await desk.TakeAsync(
            new DeliveryReport(notification, fate, report.Reason, report.At ?? clock.GetUtcNow()), Reporter.Mail,
            cancellationToken);
        return outcome switch
        {
            ReportOutcome.Applied => MailCounts.Applied,
            ReportOutcome.NothingNew => MailCounts.NothingNew,
            ReportOutcome.NotFound => MailCounts.NotOurs,
        };
    }
}
