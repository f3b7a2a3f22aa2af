using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Practices;

namespace BalanceNotifications.Audit;

/// <summary>A practice in which every kind of change can be made, through the api.</summary>
internal sealed class ChangeStage(ClusterPractice practice, ClusterApi api)
{
    public ClusterPractice Practice => practice;

    public string Path => $"/v1/practices/{practice.Slug}";

    public string Account => $"{Path}/accounts/{ClusterPractice.Number}";

    public string Template => $"{Path}/templates/{practice.Template.Id}";

    public string Profile => $"{Path}/profiles/{practice.Profile}";

    public Task<Answer> GetAsync(string path) => api.GetAsync(path);

    public Task<Answer> PostAsync(string path, object? body = null) => api.PostAsync(path, body);

    public Task<Answer> PutAsync(string path, object body, string? ifMatch = null) => api.PutAsync(path, body, ifMatch);

    public Task<Answer> DeleteAsync(string path) => api.DeleteAsync(path);

    public async Task<Answer> PutLogoAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Path}/logo")
        {
            Content = new ByteArrayContent(LogoEndpointTests.Png),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        return await SendAsync(request);
    }

    public async Task<Answer> RemoveLogoAsync()
    {
        await PutLogoAsync();
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"{Path}/logo");
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        return await SendAsync(request);
    }

    public async Task<Answer> UploadAsync(bool starts)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Path}/batches?kind=accounts&upload={(starts ? "true" : "false")}")
        {
            Content = new StringContent("account,first_name\n100500,Ada\n"),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        return await SendAsync(request);
    }

    public async Task<Guid> PlannedAsync()
    {
        await practice.PostStatementAsync();
        return (await practice.HistoryAsync()).Id;
    }

    public async Task<JsonArray> AuditAsync() =>
        (await api.GetAsync($"{Path}/audit?limit=500")).Body["items"]!.AsArray();

    private async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        request.Headers.Authorization = new("Bearer", ApiKeys.Admin);
        using var response = await api.Client.SendAsync(request);
        return await Answer.OfAsync(response);
    }
}
